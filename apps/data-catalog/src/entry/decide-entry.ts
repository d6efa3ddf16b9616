import type { Principal } from '#libs/access';
import { type DomainEvent, happened } from '#libs/store';
import type { EntryAction, IssuedCode, Provider } from '../../contract/entry.dto.js';
import type { EntryFields } from '../../contract/entry-fields.dto.js';
import { DataCatalog } from '../../contract/index.js';
import { EntryIncomplete, EntryRuleBroken } from '../../contract/problems.js';
import type { EntryState } from './entry.js';
import { missingAsErrors } from './entry-completeness.js';
import { refusal } from './entry-machine.js';
import { brokenRules } from './entry-rules.js';
import { head } from './event-head.js';

/*
 * Decisions of the entry: pure functions from (state, command, caller) to events. They throw declared
 * problems and touch nothing.
 */

const { events } = DataCatalog;

export function decideRegistration(id: string, provider: Provider, fields: EntryFields): DomainEvent[] {
  assertRules(fields);
  return [happened(events.entryRegistered, { id, provider, fields })];
}

export function decideAmendment(
  id: string,
  entry: EntryState,
  fields: EntryFields,
  caller: Principal,
): DomainEvent[] {
  assertMay('amendEntry', entry, caller);
  assertRules(fields);
  return [happened(events.entryAmended, { id, fields })];
}

export function decideSubmission(
  id: string,
  entry: EntryState,
  caller: Principal,
  comment?: string,
): DomainEvent[] {
  assertMay('submitEntry', entry, caller);
  assertPublishable(entry.fields);
  return [happened(events.entrySubmitted, step(id, entry, comment))];
}

export function decideWithdrawal(
  id: string,
  entry: EntryState,
  caller: Principal,
  comment?: string,
): DomainEvent[] {
  assertMay('withdrawEntry', entry, caller);
  return [happened(events.entryWithdrawn, step(id, entry, comment))];
}

export function decideApproval(
  id: string,
  entry: EntryState,
  caller: Principal,
  comment?: string,
): DomainEvent[] {
  assertMay('approveEntry', entry, caller);
  return [happened(events.entryApproved, step(id, entry, comment))];
}

export function decideRejection(
  id: string,
  entry: EntryState,
  caller: Principal,
  reason: string,
): DomainEvent[] {
  assertMay('rejectEntry', entry, caller);
  return [happened(events.entryRejected, { ...head(id, entry), reason })];
}

export function decidePublication(
  id: string,
  entry: EntryState,
  caller: Principal,
  codes: IssuedCode[],
  comment?: string,
): DomainEvent[] {
  assertMay('publishEntry', entry, caller);
  assertPublishable(entry.fields);
  return [happened(events.entryPublished, { ...step(id, entry, comment), codes })];
}

/** @throws Problem why the caller may not do this now */
export function assertMay(action: EntryAction, entry: EntryState, caller: Principal): void {
  const problem = refusal(action, entry, caller);
  if (problem) throw problem;
}

/** @throws Problem `entry-rule-broken` */
export function assertRules(fields: EntryFields): void {
  const errors = brokenRules(fields);
  if (errors.length > 0) throw EntryRuleBroken.with({ errors });
}

/** @throws Problem `entry-rule-broken`, `entry-incomplete` */
export function assertPublishable(fields: EntryFields): void {
  assertRules(fields);
  const errors = missingAsErrors(fields);
  if (errors.length > 0) throw EntryIncomplete.with({ errors });
}

function step(id: string, entry: EntryState, comment: string | undefined) {
  return { ...head(id, entry), ...(comment !== undefined && { comment }) };
}
