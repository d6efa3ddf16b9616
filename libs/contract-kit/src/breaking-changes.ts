import type { ContractDocument, OperationDocument } from './contract-document.js';
import { type JsonSchema, SCHEMA_PREFIX } from './schema.js';

/*
 * What of a new contract would break a user of the released one. Requests may be asked for less and allowed
 * more; replies and events may say more and must not say less (decision 5: readers tolerate unknown fields).
 */

type Schemas = ContractDocument['schemas'];

/** The breaking changes from a released contract to the present one; none when every user can stay as is. */
export function breakingChanges(released: ContractDocument, present: ContractDocument): string[] {
  const changes: string[] = [];
  for (const [name, old] of Object.entries(released.operations)) {
    const now = present.operations[name];
    if (!now) changes.push(`operation ${name} is gone`);
    else changes.push(...operationChanges(name, old, now, released.schemas, present.schemas));
  }
  for (const [name, old] of Object.entries(released.events)) {
    const now = present.events[name];
    if (!now) changes.push(`event ${name} is gone`);
    else if (now.subject !== old.subject) changes.push(`event ${name} has another subject`);
    else
      changes.push(...told(`event ${name}`, ref(old.data), ref(now.data), released.schemas, present.schemas));
  }
  return changes;
}

function operationChanges(
  name: string,
  old: OperationDocument,
  now: OperationDocument,
  oldSchemas: Schemas,
  nowSchemas: Schemas,
): string[] {
  const changes: string[] = [];
  if (now.subject !== old.subject) changes.push(`operation ${name} has another subject`);
  if (old.http && now.http !== old.http) changes.push(`operation ${name} has another address`);
  for (const facade of old.facades ?? []) {
    if (!now.facades?.includes(facade)) changes.push(`operation ${name} no longer offers ${facade}`);
  }
  if (now.ifMatch === 'required' && old.ifMatch !== 'required')
    changes.push(`operation ${name} now asks for If-Match`);
  if (isNarrower(now, old)) changes.push(`operation ${name} is allowed to fewer callers`);
  return [
    ...changes,
    ...asked(`request of ${name}`, ref(old.request), ref(now.request), oldSchemas, nowSchemas),
    ...told(`reply of ${name}`, ref(old.reply), ref(now.reply), oldSchemas, nowSchemas),
  ];
}

function isNarrower({ allow: now }: OperationDocument, { allow: old }: OperationDocument): boolean {
  if (now === 'anyone') return false;
  if (now === 'signed-in') return old === 'anyone';
  if (typeof old === 'string') return true;
  return old.some((role) => !now.includes(role));
}

const ref = (name: string): JsonSchema => ({ $ref: SCHEMA_PREFIX + name });

function resolve(schema: JsonSchema, schemas: Schemas): JsonSchema {
  return schema.$ref ? (schemas[schema.$ref.slice(SCHEMA_PREFIX.length)] ?? {}) : schema;
}

const CEILINGS = ['maxLength', 'maximum', 'maxItems'];
const FLOORS = ['minLength', 'minimum', 'minItems'];

/** Changes of a schema that callers must satisfy: anything that was good must stay good. */
function asked(
  at: string,
  oldSchema: JsonSchema,
  nowSchema: JsonSchema,
  oldAll: Schemas,
  nowAll: Schemas,
): string[] {
  const old = resolve(oldSchema, oldAll);
  const now = resolve(nowSchema, nowAll);
  const changes: string[] = [];
  if (old.type !== now.type) return [`${at}: another type`];
  for (const limit of CEILINGS) {
    if (typeof now[limit] === 'number' && !(typeof old[limit] === 'number' && old[limit] <= now[limit])) {
      changes.push(`${at}: ${limit} is lower`);
    }
  }
  for (const limit of FLOORS) {
    if (typeof now[limit] === 'number' && !(typeof old[limit] === 'number' && old[limit] >= now[limit])) {
      changes.push(`${at}: ${limit} is higher`);
    }
  }
  if (now.pattern !== undefined && now.pattern !== old.pattern) changes.push(`${at}: another pattern`);
  if (now.enum && (!old.enum || old.enum.some((word) => !now.enum?.includes(word)))) {
    changes.push(`${at}: fewer words are allowed`);
  }
  for (const field of now.required ?? []) {
    if (!old.required?.includes(field)) changes.push(`${at}/${field}: is now required`);
  }
  for (const [field, schema] of Object.entries(old.properties ?? {})) {
    const next = now.properties?.[field];
    if (!next) changes.push(`${at}/${field}: is no longer taken`);
    else changes.push(...asked(`${at}/${field}`, schema, next, oldAll, nowAll));
  }
  if (old.items && now.items) changes.push(...asked(`${at}[]`, old.items, now.items, oldAll, nowAll));
  return changes;
}

/** Changes of a schema that readers rely on: what was always there must stay. */
function told(
  at: string,
  oldSchema: JsonSchema,
  nowSchema: JsonSchema,
  oldAll: Schemas,
  nowAll: Schemas,
): string[] {
  const old = resolve(oldSchema, oldAll);
  const now = resolve(nowSchema, nowAll);
  if (old.type !== now.type) return [`${at}: another type`];
  const changes: string[] = [];
  for (const field of old.required ?? []) {
    if (now.properties?.[field] && !now.required?.includes(field))
      changes.push(`${at}/${field}: may now be absent`);
  }
  for (const [field, schema] of Object.entries(old.properties ?? {})) {
    const next = now.properties?.[field];
    if (!next) changes.push(`${at}/${field}: is gone`);
    else changes.push(...told(`${at}/${field}`, schema, next, oldAll, nowAll));
  }
  if (old.items && now.items) changes.push(...told(`${at}[]`, old.items, now.items, oldAll, nowAll));
  return changes;
}
