import type { CloudEvent } from '#libs/contract-kit';
import type { IssuedCode, Provider, PublishState } from '../../contract/entry.dto.js';
import type { EntryFields } from '../../contract/entry-fields.dto.js';
import type {
  EntryAmended,
  EntryPublished,
  EntryRegistered,
  EntryRejected,
} from '../../contract/events.dto.js';
import { DataCatalog } from '../../contract/index.js';
import { applyProvider } from './apply-provider.js';
import { writersOf } from './writers.js';

/** State of a catalog entry (目录). */
export interface EntryState {
  readonly provider: Provider;
  /** The organisation that first provided it, when another does now (机构合并、分设). */
  readonly origin?: string;
  /** The provider by the name it had at publication. */
  readonly publishedProvider?: Provider;
  readonly fields: EntryFields;
  readonly publishState: PublishState;
  readonly codes: readonly IssuedCode[];
  readonly author: string;
  /** Everybody who wrote the present fields; none of them may approve or publish them. */
  readonly writers: readonly string[];
  readonly publishedOn?: string;
  readonly rejection?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

const { events } = DataCatalog;

/** Folds one event into the state; pure. */
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
  const later = applyProvider(next, event);
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
  return { codes, publishedOn: chinaDate(event.time), publishedProvider: state.provider };
}

/** Calendar date in Asia/Shanghai (UTC+8, no summer time) of an instant. */
function chinaDate(instant: string): string {
  return new Date(new Date(instant).getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}
