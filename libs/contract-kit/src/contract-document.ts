import type { Bilingual } from './bilingual.js';
import type { Allow, Operation } from './operation.js';
import { collectSchemas, type JsonSchema } from './schema.js';
import type { ServiceContract } from './service.js';

/** A contract as plain data: what is kept of a release, and compared with the next one. */
export interface ContractDocument {
  readonly service: string;
  readonly version: number;
  /** Missing in documents of release 0.1.0, as the roles and summaries are. */
  readonly title?: Bilingual;
  readonly roles?: Readonly<Record<string, Bilingual>>;
  readonly operations: Readonly<Record<string, OperationDocument>>;
  readonly events: Readonly<Record<string, EventDocument>>;
  readonly calls: readonly string[];
  readonly consumers: Readonly<Record<string, readonly string[]>>;
  readonly schemas: Readonly<Record<string, JsonSchema>>;
}

export interface EventDocument {
  readonly summary?: Bilingual;
  readonly subject: string;
  readonly data: string;
}

export interface OperationDocument {
  readonly summary?: Bilingual;
  readonly kind: Operation['kind'];
  readonly subject: string;
  readonly http?: string;
  readonly facades?: readonly string[];
  readonly request: string;
  readonly reply: string;
  readonly allow: Allow;
  readonly ifMatch: Operation['ifMatch'];
  readonly problems: readonly string[];
}

/** Writes a contract down as data, in a stable order. */
export function contractDocument(contract: ServiceContract): ContractDocument {
  const operations = Object.values(contract.operations);
  const events = Object.values(contract.events);
  const schemas = collectSchemas([
    ...operations.flatMap(({ request, reply }) => [request, reply]),
    ...events.map(({ data }) => data),
  ]);
  return {
    service: contract.name,
    version: contract.version,
    title: contract.title,
    roles: contract.roles,
    operations: Object.fromEntries(
      operations.map((operation) => [operation.name, operationDocument(operation)]),
    ),
    events: Object.fromEntries(
      events.map((event) => [
        event.name,
        { summary: event.summary, subject: event.subject, data: event.data.name },
      ]),
    ),
    calls: contract.calls,
    consumers: contract.consumers,
    schemas: Object.fromEntries(schemas),
  };
}

function operationDocument(operation: Operation): OperationDocument {
  const { http, facades } = operation;
  return {
    summary: operation.summary,
    kind: operation.kind,
    subject: operation.subject,
    ...(http && { http: `${http.method} ${http.path}` }),
    ...(facades && {
      facades: facades.map(({ route, mediaType }) => `${route.method} ${route.path} (${mediaType})`),
    }),
    request: operation.request.name,
    reply: operation.reply.name,
    allow: operation.allow,
    ifMatch: operation.ifMatch,
    problems: operation.problems.map(({ code }) => code).sort(),
  };
}
