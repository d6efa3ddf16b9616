import type { ServiceContract } from './service.js';
import {
  DEAD_LETTER_STREAM,
  deadLetterSubject,
  EVENT_STREAM,
  FILE_BUCKET,
  FILE_STREAM,
  relayWakeSubject,
  spansSubject,
  TRUST_SUBJECT,
  UPLOAD_STREAM,
  uploadSubject,
} from './subjects.js';

/** What a NATS user may publish and subscribe. */
export interface NatsRights {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** Prefix of the private inboxes of a NATS user; nobody else may listen there. */
export function inboxPrefix(user: string): string {
  return `_INBOX_${user}`;
}

/** Name of the JetStream durable of a service's consumer. */
export function durableName(service: string, consumer: string): string {
  return `${service}_${consumer}`;
}

/** Name of the stream with the dead letters of one service. */
export function deadLetterStream(service: string): string {
  return `${DEAD_LETTER_STREAM}_${service}`;
}

/** The one service that hears the spans of all. */
const SPAN_KEEPER = 'telemetry';

/**
 * The rights of every NATS user of a city, made from the contracts: each service may answer its own
 * operations, call those it declares, publish its own events and read with its own consumers.
 */
export function natsRights(contracts: readonly ServiceContract[]): Record<string, NatsRights> {
  const byName = new Map(contracts.map((contract) => [contract.name, contract]));
  const all = contracts.flatMap((contract) => subjectsOf(contract));
  const rights: Record<string, NatsRights> = {};
  for (const contract of contracts) rights[contract.name] = serviceRights(contract, byName);
  rights.gateway = {
    publish: [
      ...all,
      spansSubject('gateway'),
      '$SRV.>',
      '$JS.API.INFO',
      `$JS.API.STREAM.INFO.${EVENT_STREAM}`,
      `$JS.API.CONSUMER.*.${EVENT_STREAM}.>`,
      `$JS.API.CONSUMER.MSG.NEXT.${EVENT_STREAM}.>`,
      ...UPLOADS,
      ...FILE_BYTES,
    ],
    subscribe: [...trusts(byName), `${inboxPrefix('gateway')}.>`],
  };
  // Outside tools and QA: every operation (the token decides there), discovery, nothing else.
  rights.integrator = {
    publish: [...all, spansSubject('integrator'), '$SRV.>'],
    subscribe: [`${inboxPrefix('integrator')}.>`],
  };
  // The launcher and CLI on the operator's own machine: provisioning, inspection, repair.
  rights.operator = { publish: ['>'], subscribe: ['>'] };
  return rights;
}

/** Reading and changing where uploads stand; bytes are the gateway's alone. */
const UPLOADS = [
  uploadSubject('*', '*'),
  `$JS.API.STREAM.INFO.${UPLOAD_STREAM}`,
  `$JS.API.DIRECT.GET.${UPLOAD_STREAM}.>`,
];

const FILE_BYTES = [
  `$O.${FILE_BUCKET}.>`,
  `$JS.API.STREAM.PURGE.${UPLOAD_STREAM}`,
  `$JS.API.STREAM.INFO.${FILE_STREAM}`,
  `$JS.API.STREAM.PURGE.${FILE_STREAM}`,
  `$JS.API.STREAM.MSG.GET.${FILE_STREAM}`,
  `$JS.API.DIRECT.GET.${FILE_STREAM}`,
  `$JS.API.DIRECT.GET.${FILE_STREAM}.>`,
];

function serviceRights(contract: ServiceContract, byName: Map<string, ServiceContract>): NatsRights {
  const { name } = contract;
  // Every service checks tokens, so every service may ask for the keys that sign them and what was revoked.
  const declared = byName.get('identity')?.operations ?? {};
  const keys = ['getKeys', 'listRevocations']
    .filter((operation) => declared[operation])
    .map((operation) => `identity.${operation}`);
  const dead = deadLetterStream(name);
  const consumers = Object.keys(contract.consumers).map((consumer) => durableName(name, consumer));
  return {
    publish: [
      ...[...new Set([...keys, ...contract.calls])].map((call) => calledSubject(call, byName)),
      ...Object.values(contract.events).map((event) => event.subject),
      ...(contract.keepsFiles ? UPLOADS : []),
      deadLetterSubject(name, '*'),
      relayWakeSubject(name),
      spansSubject(name),
      ...(name === 'identity' ? [TRUST_SUBJECT] : []),
      '$JS.API.INFO',
      `$JS.API.STREAM.INFO.${EVENT_STREAM}`,
      `$JS.API.STREAM.INFO.${dead}`,
      `$JS.API.STREAM.MSG.*.${dead}`,
      `$JS.API.DIRECT.GET.${dead}`,
      `$JS.API.DIRECT.GET.${dead}.>`,
      ...consumers.flatMap((durable) => [
        `$JS.API.CONSUMER.CREATE.${EVENT_STREAM}.${durable}`,
        `$JS.API.CONSUMER.CREATE.${EVENT_STREAM}.${durable}.>`,
        `$JS.API.CONSUMER.DURABLE.CREATE.${EVENT_STREAM}.${durable}`,
        `$JS.API.CONSUMER.INFO.${EVENT_STREAM}.${durable}`,
        `$JS.API.CONSUMER.MSG.NEXT.${EVENT_STREAM}.${durable}`,
        `$JS.ACK.${EVENT_STREAM}.${durable}.>`,
      ]),
    ],
    subscribe: [
      ...subjectsOf(contract),
      ...['PING', 'INFO', 'STATS'].flatMap((verb) => [
        `$SRV.${verb}`,
        `$SRV.${verb}.${name}`,
        `$SRV.${verb}.${name}.*`,
      ]),
      relayWakeSubject(name),
      ...(name === SPAN_KEEPER ? [spansSubject('*')] : []),
      ...trusts(byName),
      `${inboxPrefix(name)}.>`,
    ],
  };
}

/** Only identity may tell it; everybody who checks tokens may hear it. */
function trusts(byName: Map<string, ServiceContract>): string[] {
  return byName.has('identity') ? [TRUST_SUBJECT] : [];
}

function subjectsOf(contract: ServiceContract): string[] {
  return Object.values(contract.operations).map((operation) => operation.subject);
}

function calledSubject(call: string, byName: Map<string, ServiceContract>): string {
  const [service = '', operation = ''] = call.split('.');
  const subject = byName.get(service)?.operations[operation]?.subject;
  if (!subject) throw new Error(`a contract calls "${call}", which no contract declares`);
  return subject;
}
