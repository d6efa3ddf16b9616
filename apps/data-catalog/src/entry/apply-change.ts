import type { CloudEvent } from '#libs/contract-kit';
import type {
  EntryChangeAmended,
  EntryChangeOpened,
  EntryChangePublished,
  EntryRevocationRequested,
  EntryRevoked,
  EntryStepReasoned,
} from '../../contract/events.dto.js';
import { DataCatalog } from '../../contract/index.js';
import { chinaDate } from './china-date.js';
import type { ChangeInHand, EntryState } from './entry.js';
import { publishedNumber } from './public-entry.js';
import { writersOf } from './writers.js';

const { events } = DataCatalog;

/** Folds an event of the change machine; `undefined` when it is none. */
export function applyChange(entry: EntryState, event: CloudEvent<never>): EntryState | undefined {
  switch (event.type) {
    case events.entryChangeOpened.subject:
      return { ...entry, change: opened(entry, event) };
    case events.entryChangeAmended.subject:
      return inHand(entry, 'published', (change) => amended(change, event));
    case events.entryChangeSubmitted.subject:
      return inHand(entry, 'changeReview', (change) => ({ ...change, state: 'submitted' }));
    case events.entryChangeWithdrawn.subject:
      return inHand(entry, 'published', (change) => ({ ...change, state: 'draft' }));
    case events.entryChangeApproved.subject:
      return inHand(entry, 'changeReview', (change) => ({ ...change, state: 'deptApproved' }));
    case events.entryChangeRejected.subject: {
      const rejection = (event.data as EntryStepReasoned).reason;
      return inHand(entry, 'published', (change) => ({ ...change, state: 'rejected', rejection }));
    }
    case events.entryChangePublished.subject:
      return published(entry, event);
    case events.entryRevocationRequested.subject:
      return { ...entry, publishState: 'changeReview', change: revocation(entry, event) };
    case events.entryChangeDiscarded.subject:
    case events.entryRevocationWithdrawn.subject:
    case events.entryRevocationRejected.subject:
      return { ...withoutChange(entry), publishState: 'published' };
    case events.entryRevoked.subject:
      return revoked(entry, event);
    default:
      return undefined;
  }
}

function begun(entry: EntryState, event: CloudEvent<never>) {
  return {
    basedOn: publishedNumber(entry),
    author: event.actor,
    writers: writersOf(event),
    openedAt: event.time,
  };
}

function opened(entry: EntryState, event: CloudEvent<never>): ChangeInHand {
  const { reason, fields } = event.data as EntryChangeOpened;
  return { kind: 'amendment', state: 'draft', reason, fields, ...begun(entry, event) };
}

function revocation(entry: EntryState, event: CloudEvent<never>): ChangeInHand {
  const { reason, basis } = event.data as EntryRevocationRequested;
  return { kind: 'revocation', state: 'deptApproved', reason, basis, ...begun(entry, event) };
}

function amended(change: ChangeInHand, event: CloudEvent<never>): ChangeInHand {
  const { fields, reason } = event.data as EntryChangeAmended;
  const writers = [...new Set([...change.writers, ...writersOf(event)])];
  return { ...change, state: 'draft', fields, writers, ...(reason !== undefined && { reason }) };
}

function published(entry: EntryState, event: CloudEvent<never>): EntryState {
  const { number, fields, codes } = event.data as EntryChangePublished;
  const held = new Set(codes.map(({ code }) => code));
  const retired = [...(entry.retiredCodes ?? []), ...entry.codes]
    .filter(({ code }) => !held.has(code))
    .map((code) => ({ ...code, primary: false }));
  return {
    ...withoutChange(entry),
    publishState: 'published',
    fields,
    codes,
    ...(retired.length > 0 || entry.retiredCodes ? { retiredCodes: retired } : {}),
    publishedVersion: number,
    publishedOn: chinaDate(event.time),
    publishedProvider: entry.provider,
    writers: entry.change?.writers ?? entry.writers,
  };
}

/** What remains is a tombstone: title and classification, codes, reason and basis. The rest is in the history. */
function revoked(entry: EntryState, event: CloudEvent<never>): EntryState {
  const { reason, basis } = event.data as EntryRevoked;
  const { title, classifications } = entry.fields;
  return {
    ...withoutChange(entry),
    publishState: 'revoked',
    fields: { title, ...(classifications && { classifications }) },
    tombstone: { reason, basis, revokedOn: chinaDate(event.time) },
  };
}

function withoutChange({ change: _gone, ...entry }: EntryState): EntryState {
  return entry;
}

function inHand(
  entry: EntryState,
  publishState: 'published' | 'changeReview',
  next: (change: ChangeInHand) => ChangeInHand,
): EntryState {
  if (!entry.change) throw new Error('a change that was never opened cannot go on');
  return { ...entry, publishState, change: next(entry.change) };
}
