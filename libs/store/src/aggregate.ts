import type { Document, IndexDescription } from 'mongodb';
import type { CloudEvent, EventType } from '#libs/contract-kit';

/** A fact that a decision produced, before it has an id and a version. */
export interface DomainEvent<Data extends object = object> {
  readonly type: EventType<Data>;
  readonly data: Data;
  /** Whose data its marked fields are, when not the aggregate's own subject. */
  readonly subject?: string;
}

/**
 * Says that something happened, in domain code: `happened(DataCatalog.events.entrySubmitted, { … })`. Marked
 * fields of the data are sealed before anything is written, under the key of `subject`; without one, of the
 * aggregate's own subject (`AggregateType.personal`).
 */
export function happened<Data extends object>(
  type: EventType<Data>,
  data: Data,
  subject?: string,
): DomainEvent<Data> {
  return { type, data, ...(subject && { subject }) };
}

/** How an aggregate type keeps personal data: whose it is, and what it is looked for by. */
export interface PersonalSpec {
  /** Subject whose key seals it, e.g. `person:<id>`; when that subject is erased, so is this. */
  subjectOf(id: string): string;
  /**
   * Fields of the personal data that are found by equality, through blind indexes. Each value belongs to one
   * aggregate only (unique); normalise before: what differs in one bit is another value.
   */
  readonly lookups?: readonly string[];
}

/** Name of the unique blind index of a look-up field, for `brokeUniqueIndex`. */
export function lookupIndex(field: string): string {
  return `personal_${field}`;
}

/** The personal data of an aggregate as it is stored. */
export interface StoredPersonal {
  /** Whose key seals it. */
  subject: string;
  /** The fields, each leaf sealed. */
  sealed: Document;
  /** Field → digests of its value: one, and during a rotation of keys two. */
  lookups?: Record<string, string[]>;
  /** Epochs of those digests. */
  epochs: number[];
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
  /** Present when aggregates have personal data beside the state. */
  readonly personal?: PersonalSpec;
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
  /** Personal data that belongs to the aggregate and never enters an event (decision 13); sealed. */
  personal?: StoredPersonal;
  /** What is neither personal nor anybody else's business, e.g. failed sign-ins; written beside the state. */
  aside?: Document;
  /** Events that the stream has not acknowledged yet. */
  pending: CloudEvent[];
  /** Since when events are pending; absent when none are (sparse index of the relay). */
  pendingAt?: Date;
  /** The last commands by idempotency key; the first one stays for ever. */
  commands: RememberedCommand[];
  createdAt: Date;
  updatedAt: Date;
}
