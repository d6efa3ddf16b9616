import type { Bilingual } from './bilingual.js';
import type { EventSpec, EventType } from './event.js';
import type { Operation, OperationSpec } from './operation.js';
import { type PlatformOperations, platformOperations } from './platform-operations.js';
import { eventSubject, operationSubject } from './subjects.js';
import { checkUpcasts } from './upcast.js';

type BoundOperations<O> = {
  readonly [K in keyof O]: O[K] extends OperationSpec<infer Req, infer Rep> ? Operation<Req, Rep> : never;
};
type BoundEvents<E> = {
  readonly [K in keyof E]: E[K] extends EventSpec<infer Data> ? EventType<Data> : never;
};

/** A role: its name, and who may hand it out. */
export interface RoleDeclaration extends Bilingual {
  /**
   * `organisation`: its rights end at the holder's own organisation, so that the organisation's administrator
   * may grant it. `city`, which is meant when nothing is said: only the platform's operator may.
   */
  readonly scope?: 'organisation' | 'city';
}

/** What a service says about itself besides operations and events. */
export interface ServiceFacts {
  /** kebab-case; also its folder, NATS user and database. */
  readonly name: string;
  /** Contract version; part of each operation's subject. */
  readonly version: number;
  readonly title: Bilingual;
  readonly doc: string;
  /** Roles that this service brings, as `<area>.<role>`; operations may also ask for roles of other services. */
  readonly roles?: Readonly<Record<string, RoleDeclaration>>;
  /** Operations of other services that it calls, as `service.operation`; its NATS rights come from here. */
  readonly calls?: readonly string[];
  /** Its durable consumers: name → events it reacts to, as `service.event`. */
  readonly consumers?: Readonly<Record<string, readonly string[]>>;
  /** It attaches uploaded files to its objects: gets the rights to claim them. */
  readonly keepsFiles?: boolean;
}

/** A contract of any service. */
export interface ServiceContract extends ServiceFacts {
  readonly roles: Readonly<Record<string, RoleDeclaration>>;
  readonly calls: readonly string[];
  readonly consumers: Readonly<Record<string, readonly string[]>>;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly events: Readonly<Record<string, EventType>>;
}

/** A contract with its exact operations and events. */
export type DefinedService<O, E> = Omit<ServiceContract, 'operations' | 'events'> & {
  readonly operations: BoundOperations<O> & BoundOperations<PlatformOperations>;
  readonly events: BoundEvents<E>;
};

/**
 * Declares a service: the single source from which validation, typed client, handler binding, HTTP routes,
 * OpenAPI, AsyncAPI, NATS rights and contract tests are made. Every service also gets the platform
 * operations (health, denials, dead letters, re-publishing).
 */
export function defineService<
  O extends Record<string, OperationSpec>,
  E extends Record<string, EventSpec> = Record<string, never>,
>(facts: ServiceFacts, declared: { operations: O; events?: E }): DefinedService<O, E> {
  const { name, version } = facts;
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw new Error(`service name "${name}" is not kebab-case`);
  const operations = Object.fromEntries(
    Object.entries({ ...declared.operations, ...platformOperations(name) }).map(([key, spec]) => [
      key,
      { ...spec, service: name, name: key, subject: operationSubject(name, version, key) },
    ]),
  );
  const events = Object.fromEntries(
    Object.entries(declared.events ?? {}).map(([key, spec]) => [
      key,
      { ...spec, service: name, name: key, subject: eventSubject(name, key, spec.version) },
    ]),
  );
  checkUpcasts(Object.values(events) as unknown as EventType[]);
  return { calls: [], consumers: {}, roles: {}, ...facts, operations, events } as unknown as DefinedService<
    O,
    E
  >;
}
