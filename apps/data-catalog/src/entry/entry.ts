import type { CloudEvent } from '#libs/contract-kit';
import type { LegalBasis } from '../../contract/change.dto.js';
import type { IssuedCode, Provider, PublishState } from '../../contract/entry.dto.js';
import type { EntryFields } from '../../contract/entry-fields.dto.js';
import type { EntryFile } from '../../contract/entry-files.dto.js';
import type {
  EntryAmended,
  EntryPublished,
  EntryRegistered,
  EntryRejected,
} from '../../contract/events.dto.js';
import { DataCatalog } from '../../contract/index.js';
import type { ChangeKind, ChangeState, OnlineState } from '../../contract/lifecycle.js';
import { applyFiles } from '../files/apply-files.js';
import { applyChange } from './apply-change.js';
import { applyOnline } from './apply-online.js';
import { applyProvider } from './apply-provider.js';
import { chinaDate } from './china-date.js';
import { writersOf } from './writers.js';

/** A change or revocation in hand beside what is published. */
export interface ChangeInHand {
  readonly kind: ChangeKind;
  readonly state: ChangeState;
  readonly reason: string;
  /** Number of the published version that it changes. */
  readonly basedOn: number;
  /** The working copy of an amendment. */
  readonly fields?: EntryFields;
  readonly basis?: LegalBasis;
  readonly author: string;
  readonly writers: readonly string[];
  readonly rejection?: string;
  readonly openedAt: string;
}

/** Where the entry stands in the online machine. */
export interface OnlineFacts {
  readonly state: OnlineState;
  /** Where a refused or withdrawn request leads back to, and what outsiders see meanwhile. */
  readonly resting: 'notOnline' | 'online' | 'offline';
  readonly requestedBy?: string;
  /** For whom the requester acted. */
  readonly requestedFor?: string;
  readonly reason?: string;
}

/** State of a catalog entry (目录). Fields that 0.1.0 did not know are optional; its documents still open. */
export interface EntryState {
  readonly provider: Provider;
  /** The organisation that first provided it, when another does now (机构合并、分设). */
  readonly origin?: string;
  /** The provider by the name it had at publication. */
  readonly publishedProvider?: Provider;
  /** Before publication the draft, afterwards the published version: what the public reads. */
  readonly fields: EntryFields;
  readonly publishState: PublishState;
  readonly codes: readonly IssuedCode[];
  /** Codes of classifications that a later version left out. */
  readonly retiredCodes?: readonly IssuedCode[];
  readonly author: string;
  /** Everybody who wrote the present fields; none of them may approve or publish them. */
  readonly writers: readonly string[];
  readonly publishedOn?: string;
  /** Number of the published version, from 1; `publishedNumber` reads it. */
  readonly publishedVersion?: number;
  readonly change?: ChangeInHand;
  /** `onlineOf` reads it. */
  readonly online?: OnlineFacts;
  readonly tombstone?: { readonly reason: string; readonly basis: LegalBasis; readonly revokedOn: string };
  readonly rejection?: string;
  /** Attachments; beside the reviewed metadata. */
  readonly files?: readonly EntryFile[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

const { events } = DataCatalog;

/** Folds one event into the state; pure. Reads the events of every release. */
export function applyToEntry(state: EntryState | undefined, event: CloudEvent<never>): EntryState {
  if (event.type === events.entryRegistered.subject) return registered(event);
  if (!state) throw new Error(`entry ${event.aggregateid} has no beginning`);
  const next = { ...state, updatedAt: event.time };
  switch (event.type) {
    case events.entryAmended.subject:
      return { ...next, ...amended(state, event) };
    case events.entrySubmitted.subject:
      return { ...next, publishState: 'submitted' };
    case events.entryWithdrawn.subject:
      return { ...next, publishState: 'draft' };
    case events.entryApproved.subject:
      return { ...next, publishState: 'deptApproved' };
    case events.entryPublished.subject:
      return { ...next, publishState: 'published', ...published(state, event) };
    case events.entryRejected.subject:
      return { ...next, publishState: 'rejected', rejection: (event.data as EntryRejected).reason };
  }
  const later =
    applyChange(next, event) ??
    applyOnline(next, event) ??
    applyProvider(next, event) ??
    applyFiles(next, event);
  if (!later) throw new Error(`entry ${event.aggregateid} has an unknown event ${event.type}`);
  return later;
}

function registered(event: CloudEvent<never>): EntryState {
  const { provider, fields } = event.data as EntryRegistered;
  return {
    provider,
    fields,
    publishState: 'draft',
    codes: [],
    author: event.actor,
    writers: writersOf(event),
    createdAt: event.time,
    updatedAt: event.time,
  };
}

function amended(state: EntryState, event: CloudEvent<never>) {
  const { fields } = event.data as EntryAmended;
  return {
    fields,
    publishState: 'draft' as const,
    writers: [...new Set([...state.writers, ...writersOf(event)])],
  };
}

function published(state: EntryState, event: CloudEvent<never>) {
  const { codes } = event.data as EntryPublished;
  return {
    codes,
    publishedOn: chinaDate(event.time),
    publishedVersion: 1,
    publishedProvider: state.provider,
  };
}
