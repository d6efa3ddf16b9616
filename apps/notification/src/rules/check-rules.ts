import { collectSchemas, type EventType, type JsonSchema, type ServiceContract } from '#libs/contract-kit';
import type { NotificationRule } from '../../contract/rule.js';
import { placeholdersOf } from './template.js';

const ENVELOPE = new Set(['time', 'aggregateid', 'actor']);
/** In the envelope of some events only; a rule that needs one finds its lack as a dead letter. */
const SOMETIMES = new Set(['organisation', 'actororganisation']);

/** What is wrong with the rules, in words; empty when every event, field and role is declared by a contract. */
export function faultsOf(
  rules: readonly NotificationRule[],
  contracts: readonly ServiceContract[],
): string[] {
  const faults: string[] = [];
  const events = new Map(
    contracts.flatMap((contract) =>
      Object.entries(contract.events).map(([name, type]): [string, EventType] => [
        `${contract.name}.${name}`,
        type,
      ]),
    ),
  );
  const roles = new Set(contracts.flatMap((contract) => Object.keys(contract.roles)));
  const names = new Set<string>();
  for (const rule of rules) {
    if (names.has(rule.name)) faults.push(`rule ${rule.name} is there twice`);
    names.add(rule.name);
    const type = events.get(rule.event);
    if (type) faults.push(...faultsOfRule(rule, type, roles));
    else faults.push(`rule ${rule.name}: no contract declares the event ${rule.event}`);
  }
  return faults;
}

function faultsOfRule(rule: NotificationRule, type: EventType, roles: ReadonlySet<string>): string[] {
  const faults: string[] = [];
  const role = /^role:([^@{}]+)/.exec(rule.audience)?.[1];
  if (role && !roles.has(role)) faults.push(`no contract declares the role ${role}`);
  if (!/^(role:[a-z]|[a-z]+:\{|\{)/.test(rule.audience)) faults.push(`"${rule.audience}" is no address`);
  if (!rule.link.startsWith('/')) faults.push(`the link ${rule.link} is no path`);
  const schemas = collectSchemas([type.data]);
  const templates = [rule.audience, rule.link, ...Object.values(rule.headline), ...Object.values(rule.text)];
  for (const template of templates) {
    try {
      for (const { path, optional } of placeholdersOf(template)) {
        const found = presenceOf(path, type, schemas);
        if (found === 'unknown') faults.push(`the event has no field ${path}`);
        if (found === 'sometimes' && !optional) faults.push(`${path} may be absent; write {${path}?}`);
      }
    } catch (error) {
      faults.push(error instanceof Error ? error.message : String(error));
    }
  }
  return faults.map((fault) => `rule ${rule.name}: ${fault}`);
}

function presenceOf(
  path: string,
  type: EventType,
  schemas: ReadonlyMap<string, JsonSchema>,
): 'always' | 'sometimes' | 'unknown' {
  const [first, ...rest] = path.split('.');
  if (first !== 'data')
    return rest.length === 0 && (ENVELOPE.has(path) || SOMETIMES.has(path)) ? 'always' : 'unknown';
  if (rest.length === 0) return 'unknown';
  let schema = schemas.get(type.data.name);
  let presence: 'always' | 'sometimes' = 'always';
  for (const name of rest) {
    const field = schema?.properties?.[name];
    if (!field) return 'unknown';
    if (!schema?.required?.includes(name)) presence = 'sometimes';
    schema = field.$ref ? schemas.get(field.$ref.split('/').at(-1) ?? '') : field;
  }
  return presence;
}
