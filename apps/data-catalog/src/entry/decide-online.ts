import type { Principal } from '#libs/access';
import { type DomainEvent, happened } from '#libs/store';
import { DataCatalog } from '../../contract/index.js';
import { assertMay } from './decide-entry.js';
import type { EntryState } from './entry.js';
import { head } from './event-head.js';
import { onlineOf } from './online-machine.js';

/* Decisions of the online machine. */

const { events } = DataCatalog;

/** Steps that carry at most a comment. */
export function decideOnlineStep(
  action: 'requestOnline' | 'approveOnline' | 'approveOffline' | 'withdrawOnlineRequest',
  id: string,
  entry: EntryState,
  caller: Principal,
  comment?: string,
): DomainEvent[] {
  assertMay(action, entry, caller);
  if (action === 'approveOffline') {
    const reason = onlineOf(entry).reason ?? comment ?? entry.fields.title;
    return [happened(events.entryTakenOffline, { ...head(id, entry), reason, how: 'approved' })];
  }
  const type = {
    requestOnline: events.entryOnlineRequested,
    approveOnline: events.entryPutOnline,
    withdrawOnlineRequest: events.entryOnlineRequestWithdrawn,
  }[action];
  return [happened(type, { ...head(id, entry), ...(comment !== undefined && { comment }) })];
}

/** Steps that must say why. */
export function decideReasonedOnlineStep(
  action: 'rejectOnline' | 'rejectOffline' | 'requestOffline' | 'takeOffline',
  id: string,
  entry: EntryState,
  caller: Principal,
  reason: string,
): DomainEvent[] {
  assertMay(action, entry, caller);
  const said = { ...head(id, entry), reason };
  if (action === 'takeOffline') return [happened(events.entryTakenOffline, { ...said, how: 'atOnce' })];
  const type = {
    rejectOnline: events.entryOnlineRejected,
    rejectOffline: events.entryOfflineRejected,
    requestOffline: events.entryOfflineRequested,
  }[action];
  return [happened(type, said)];
}
