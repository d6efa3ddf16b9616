import type { EventType } from './event.js';
import type { Operation } from './operation.js';
import { collectSchemas, type JsonSchema, SCHEMA_PREFIX } from './schema.js';
import type { ServiceContract } from './service.js';

/** An AsyncAPI 3.0 document; its shape is the specification's. */
export type AsyncApiDocument = Record<string, unknown>;

const ref = (path: string) => ({ $ref: path });
const text = (description: string): JsonSchema => ({ type: 'string', description });

/** Headers of a request on NATS. All optional; what each means is said here and nowhere else. */
const REQUEST_HEADERS: JsonSchema = {
  type: 'object',
  properties: {
    authorization: text('`Bearer <token>`; needed unless anyone may call.'),
    'cb-idempotency-key': text(
      'A command repeated with the same key and body takes effect once and answers the same.',
    ),
    'cb-if-match': text('Version of the object that the caller has seen.'),
    'cb-timeout': text('Milliseconds that the caller will wait; the service gives up then.'),
    'accept-language': text('Language of problems: `zh` (default) or `en`.'),
    traceparent: text('W3C Trace Context.'),
  },
};

/** Headers of a reply: the NATS service error headers (ADR-32) with a problem, the version with an object. */
const REPLY_HEADERS: JsonSchema = {
  type: 'object',
  properties: {
    'Nats-Service-Error': text('Title of the problem; absent on success.'),
    'Nats-Service-Error-Code': text('HTTP status of the problem; absent on success.'),
    'cb-version': text('Version of the object, where the reply has one.'),
    'cb-trace-id': text('Trace id of the request.'),
  },
};

/**
 * Makes the AsyncAPI 3.0 document of some services: with it, NATS credentials and a token, a client in any
 * language can call them and follow their events.
 */
export function asyncApi(
  contracts: readonly ServiceContract[],
  info: { version: string; natsUrl: string },
): AsyncApiDocument {
  const operations = contracts.flatMap((contract) => Object.values(contract.operations));
  const events = contracts.flatMap((contract) => Object.values(contract.events));
  const schemas = collectSchemas([
    ...operations.flatMap((operation) => [operation.request, operation.reply]),
    ...events.map((event) => event.data),
  ]);
  const server = new URL(info.natsUrl);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'citybrain on NATS',
      version: info.version,
      description:
        'Commands and queries are NATS request/reply with plain JSON bodies. A reply with the header `Nats-Service-Error-Code` is an RFC 9457 problem detail. Facts are CloudEvents 1.0 on the JetStream stream `EVENTS`.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      city: {
        host: server.host,
        protocol: 'nats',
        description: "The city's NATS server.",
        security: [
          {
            type: 'asymmetricEncryption',
            description:
              'An nkey of the city (user seed, `SU…`). Reply inboxes are private to each user: begin them with `_INBOX_<user>`, for the user `integrator` with `_INBOX_integrator`.',
          },
        ],
      },
    },
    channels: {
      ...Object.fromEntries(
        operations.map((operation) => [channelId(operation), operationChannel(operation)]),
      ),
      ...Object.fromEntries(
        operations.map((operation) => [`${channelId(operation)}.reply`, replyChannel(operation)]),
      ),
      ...Object.fromEntries(events.map((event) => [channelId(event), eventChannel(event)])),
    },
    operations: {
      ...Object.fromEntries(operations.map((operation) => [channelId(operation), operationEntry(operation)])),
      ...Object.fromEntries(
        events.map((event) => [
          channelId(event),
          {
            action: 'send',
            channel: ref(`#/channels/${channelId(event)}`),
            summary: `${event.summary.zh} ${event.summary.en}`,
            tags: [{ name: event.service }],
          },
        ]),
      ),
    },
    components: {
      schemas: {
        ...Object.fromEntries(schemas),
        ProblemDetail: PROBLEM_SCHEMA,
        CloudEvent: CLOUD_EVENT_SCHEMA,
      },
    },
  };
}

const channelId = (of: { service: string; name: string }) => `${of.service}.${of.name}`;

function operationChannel(operation: Operation) {
  return {
    address: operation.subject,
    description: operation.doc,
    messages: {
      request: {
        name: operation.request.name,
        headers: REQUEST_HEADERS,
        payload: ref(SCHEMA_PREFIX + operation.request.name),
        examples: operation.examples.map((example) => ({ name: example.name, payload: example.request })),
      },
    },
  };
}

function replyChannel(operation: Operation) {
  return {
    address: null,
    messages: {
      reply: {
        name: operation.reply.name,
        headers: REPLY_HEADERS,
        payload: ref(SCHEMA_PREFIX + operation.reply.name),
      },
      problem: {
        name: 'ProblemDetail',
        headers: REPLY_HEADERS,
        payload: ref(`${SCHEMA_PREFIX}ProblemDetail`),
      },
    },
  };
}

function operationEntry(operation: Operation) {
  const id = channelId(operation);
  return {
    action: 'receive',
    channel: ref(`#/channels/${id}`),
    summary: `${operation.summary.zh} ${operation.summary.en}`,
    tags: [{ name: operation.service }],
    'x-allow': operation.allow,
    'x-problems': operation.problems.map((problem) => problem.code),
    reply: {
      channel: ref(`#/channels/${id}.reply`),
      messages: [
        ref(`#/channels/${id}.reply/messages/reply`),
        ref(`#/channels/${id}.reply/messages/problem`),
      ],
    },
  };
}

function eventChannel(event: EventType) {
  return {
    address: event.subject,
    description: event.doc,
    messages: {
      event: {
        name: event.data.name,
        payload: {
          allOf: [
            ref(`${SCHEMA_PREFIX}CloudEvent`),
            { type: 'object', properties: { data: ref(SCHEMA_PREFIX + event.data.name) } },
          ],
        },
      },
    },
  };
}

/** Schema of a problem detail on the wire. */
export const PROBLEM_SCHEMA: JsonSchema = {
  type: 'object',
  description: 'RFC 9457 problem detail, the same over HTTP and NATS.',
  required: ['type', 'code', 'title', 'status', 'remedy'],
  properties: {
    type: { type: 'string', description: 'Stable URI of the kind of problem.' },
    code: { type: 'string', description: 'Stable code, kebab-case.' },
    title: { type: 'string' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { type: 'string', description: 'This occurrence in words.' },
    remedy: { type: 'string', description: 'What to do about it.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'rule', 'message', 'remedy'],
        properties: {
          path: { type: 'string', description: 'JSON pointer into the request.' },
          rule: { type: 'string' },
          message: { type: 'string' },
          remedy: { type: 'string' },
        },
      },
    },
    allowed: {
      type: 'array',
      items: { type: 'string' },
      description: 'Operations allowed in the present state.',
    },
    currentVersion: { type: 'integer' },
    retryAfter: { type: 'integer', description: 'Seconds.' },
    traceId: { type: 'string' },
  },
};

/** Schema of an event on the wire, its data apart. */
export const CLOUD_EVENT_SCHEMA: JsonSchema = {
  type: 'object',
  description: "CloudEvents 1.0, JSON structured mode, with the platform's extension attributes.",
  required: [
    'specversion',
    'id',
    'source',
    'type',
    'subject',
    'time',
    'datacontenttype',
    'aggregatetype',
    'aggregateid',
    'aggregateversion',
    'actor',
    'causationid',
    'correlationid',
    'data',
  ],
  properties: {
    specversion: { type: 'string', enum: ['1.0'] },
    id: { type: 'string', description: 'UUIDv7; also the Nats-Msg-Id.' },
    source: { type: 'string', description: '/<city>/<service>' },
    type: { type: 'string' },
    subject: { type: 'string', description: '<aggregate type>/<aggregate id>' },
    time: { type: 'string', format: 'date-time' },
    datacontenttype: { type: 'string', enum: ['application/json'] },
    aggregatetype: { type: 'string' },
    aggregateid: { type: 'string' },
    aggregateversion: {
      type: 'integer',
      minimum: 1,
      description: "Consecutive; the order of an aggregate's events.",
    },
    actor: { type: 'string' },
    actororganisation: { type: 'string', description: 'Organisation of the actor.' },
    organisation: { type: 'string', description: 'Organisation that the aggregate belongs to.' },
    audience: {
      type: 'string',
      description: 'Whom it is addressed to: a subject, `role:<role>@<organisation>` or `role:<role>`.',
    },
    onbehalfof: { type: 'string' },
    causationid: { type: 'string' },
    correlationid: { type: 'string' },
    traceparent: { type: 'string' },
    data: { type: 'object' },
  },
};
