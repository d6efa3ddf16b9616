import type { Principal } from '#libs/access';
import { StaleVersion } from '#libs/contract-kit';
import { type DomainEvent, happened } from '#libs/store';
import type { AmendChange, OpenChange, RequestRevocation } from '../../contract/change.dto.js';
import type { IssuedCode } from '../../contract/entry.dto.js';
import type { EntryFields } from '../../contract/entry-fields.dto.js';
import { DataCatalog } from '../../contract/index.js';
import { ChangeEmpty } from '../../contract/problems.js';
import { sameFields } from '../diff/entry-diff.js';
import { assertMay, assertPublishable, assertRules } from './decide-entry.js';
import type { ChangeInHand, EntryState } from './entry.js';
import { head } from './event-head.js';
import { isAvailable, onlineOf } from './online-machine.js';
import { publishedNumber } from './public-entry.js';

/* Decisions of changes and revocations: pure functions from (state, command, caller) to events. */

const { events } = DataCatalog;

export function decideOpening(request: OpenChange, entry: EntryState, caller: Principal): DomainEvent[] {
  const { id, reason } = request;
  assertMay('openChange', entry, caller);
  const fields = request.fields ?? entry.fields;
  assertRules(fields);
  return [happened(events.entryChangeOpened, { ...head(id, entry), reason, fields })];
}

export function decideChangeAmendment(
  request: AmendChange,
  entry: EntryState,
  caller: Principal,
): DomainEvent[] {
  assertMay('amendChange', entry, caller);
  assertRules(request.fields);
  return [happened(events.entryChangeAmended, request)];
}

/** Steps of a change that carry at most a comment. */
export function decideChangeStep(
  action: 'withdrawChange' | 'discardChange' | 'approveChange' | 'withdrawRevocation' | 'submitChange',
  id: string,
  entry: EntryState,
  caller: Principal,
  comment?: string,
): DomainEvent[] {
  assertMay(action, entry, caller);
  if (action === 'submitChange') assertWorthReview(entry);
  const type = {
    submitChange: events.entryChangeSubmitted,
    withdrawChange: events.entryChangeWithdrawn,
    discardChange: events.entryChangeDiscarded,
    approveChange: events.entryChangeApproved,
    withdrawRevocation: events.entryRevocationWithdrawn,
  }[action];
  return [happened(type, { ...head(id, entry), ...(comment !== undefined && { comment }) })];
}

export function decideChangeRejection(
  action: 'rejectChange' | 'rejectRevocation',
  id: string,
  entry: EntryState,
  caller: Principal,
  reason: string,
): DomainEvent[] {
  assertMay(action, entry, caller);
  const type = action === 'rejectChange' ? events.entryChangeRejected : events.entryRevocationRejected;
  return [happened(type, { ...head(id, entry), reason })];
}

/** @param issued codes for the classifications that `newClassifications` named */
export function decideChangePublication(
  id: string,
  entry: EntryState,
  caller: Principal,
  issued: readonly IssuedCode[],
  comment?: string,
): DomainEvent[] {
  assertMay('publishChange', entry, caller);
  const { fields, reason } = workingCopy(entry);
  assertPublishable(fields);
  return [
    happened(events.entryChangePublished, {
      ...head(id, entry),
      title: fields.title,
      number: publishedNumber(entry) + 1,
      reason,
      fields,
      codes: codesOf(fields, entry, issued),
      ...(comment !== undefined && { comment }),
    }),
  ];
}

export function decideRevocationRequest(
  request: RequestRevocation,
  entry: EntryState,
  caller: Principal,
): DomainEvent[] {
  const { id, reason, basis } = request;
  assertMay('requestRevocation', entry, caller);
  return [happened(events.entryRevocationRequested, { ...head(id, entry), reason, basis })];
}

/** What is online is taken offline first: nothing can be had of an entry that no longer holds. */
export function decideRevocation(
  id: string,
  entry: EntryState,
  caller: Principal,
  comment?: string,
): DomainEvent[] {
  assertMay('revokeEntry', entry, caller);
  const { reason, basis } = entry.change as ChangeInHand;
  if (!basis) throw new Error(`the revocation of entry ${id} has no legal basis`);
  const offline =
    isAvailable(entry) || onlineOf(entry).state === 'onReview'
      ? [happened(events.entryTakenOffline, { ...head(id, entry), reason, how: 'revoked' })]
      : [];
  const said = comment === undefined ? {} : { comment };
  const codes = [...entry.codes];
  return [...offline, happened(events.entryRevoked, { ...head(id, entry), reason, basis, codes, ...said })];
}

/** The classifications of the working copy for which the entry never had a code. */
export function newClassifications(entry: EntryState): string[] {
  const had = heldCodes(entry);
  return (entry.change?.fields?.classifications ?? []).filter((classification) => !had.has(classification));
}

function heldCodes({ codes, retiredCodes = [] }: EntryState): ReadonlyMap<string, string> {
  return new Map([...retiredCodes, ...codes].map(({ classification, code }) => [classification, code]));
}

/** A code for each classification: the one that the entry has or had for it, or the one issued now. */
function codesOf(fields: EntryFields, entry: EntryState, issued: readonly IssuedCode[]): IssuedCode[] {
  const known = new Map(heldCodes(entry));
  for (const { classification, code } of issued) known.set(classification, code);
  return (fields.classifications ?? []).map((classification, index) => {
    const code = known.get(classification);
    // The change went another way between the look and the write: codes were issued for other classes.
    if (!code) throw StaleVersion.with();
    return { classification, code, primary: index === 0 };
  });
}

function assertWorthReview(entry: EntryState): void {
  const { fields } = workingCopy(entry);
  assertPublishable(fields);
  if (sameFields(entry.fields, fields)) throw ChangeEmpty.with();
}

function workingCopy({ change }: EntryState): { fields: EntryFields; reason: string } {
  if (!change?.fields) throw new Error('the change has no working copy');
  return { fields: change.fields, reason: change.reason };
}
