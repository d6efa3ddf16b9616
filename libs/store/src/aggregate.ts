import type { Document, IndexDescription } from 'mongodb';
import type { CloudEvent, EventType } from '#libs/contract-kit';

/** A fact that a decision produced, before it has an id and a version. */
export interface DomainEvent<Data extends object = object> {
  readonly type: EventType<Data>;
  readonly data: Data;
}

/** Says that something happened, in domain code: `happened(DataCatalog.events.entrySubmitted, { … })`. */
export function happened<Data extends object>(type: EventType<Data>, data: Data): DomainEvent<Data> {
  return { type, data };
}

/**
 * An aggregate type: its collection, how an event changes the state, and what is indexed. `apply` is pure:
 * the state at any version is the fold of the events up to it.
 */
export interface AggregateType<State extends object> {
  /** Collection, and `aggregatetype` of its events. */
  readonly name: string;
  /** Version of the stored form, written with each document; raised when that form changes. */
  readonly schemaVersion: number;
  apply(state: State | undefined, event: CloudEvent<never>): State;
  /** Organisation that the aggregate belongs to; goes on its events. */
  organisationOf?(state: State): string | undefined;
  /** Whom the events are addressed to; only those see them in the live feed (`visibleTo.addressee`). */
  audienceOf?(state: State): string | undefined;
  /** Fields computed from the state for queries; written with it, never read back into it. */
  derive?(state: State): Document;
  readonly indexes: readonly IndexDescription[];
}

/** A loaded aggregate. */
export interface Loaded<State> {
  readonly id: string;
  readonly version: number;
  readonly state: State;
}

/** How a repeated command is known again: its key, the hash of its body, the version it led to. */
export interface RememberedCommand {
  readonly key: string;
  readonly hash: string;
  readonly version: number;
}

/** A stored aggregate. State, version, pending events and remembered commands are one document: one write. */
export interface AggregateDocument<State> {
  _id: string;
  v: number;
  schema: number;
  state: State;
  derived?: Document;
  /** Personal data that belongs to the aggregate and never enters an event (decision 13). */
  personal?: Document;
  /** Events that the stream has not acknowledged yet. */
  pending: CloudEvent[];
  /** Since when events are pending; absent when none are (sparse index of the relay). */
  pendingAt?: Date;
  /** The last commands by idempotency key; the first one stays for ever. */
  commands: RememberedCommand[];
  createdAt: Date;
  updatedAt: Date;
}
