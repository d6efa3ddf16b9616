import type { OnlineAction, OnlineState } from '../../contract/lifecycle.js';
import type { EntryState, OnlineFacts } from './entry.js';
import { editor, publisher, type Steps } from './machine-step.js';
import { isPublic } from './public-entry.js';

/** `closed`: only what is published can be online. */
export type OnlinePhase = OnlineState | 'closed';

/** The online machine (decision 20). A refused or withdrawn request leads back to where the entry was. */
export const ONLINE_STEPS: Steps<OnlineAction, OnlinePhase> = {
  requestOnline: [
    { from: 'notOnline', to: 'onReview', ...editor },
    { from: 'offline', to: 'onReview', ...editor },
  ],
  approveOnline: [{ from: 'onReview', to: 'online', ...publisher }],
  rejectOnline: [
    { from: 'onReview', to: 'notOnline', ...publisher },
    { from: 'onReview', to: 'offline', ...publisher },
  ],
  requestOffline: [{ from: 'online', to: 'offReview', ...editor }],
  approveOffline: [{ from: 'offReview', to: 'offline', ...publisher }],
  rejectOffline: [{ from: 'offReview', to: 'online', ...publisher }],
  withdrawOnlineRequest: [
    { from: 'onReview', to: 'notOnline', ...editor },
    { from: 'onReview', to: 'offline', ...editor },
    { from: 'offReview', to: 'online', ...editor },
  ],
  // In an emergency the authority acts alone, even on a request of its own making.
  takeOffline: [
    { from: 'online', to: 'offline', ...publisher, notByWriter: false },
    { from: 'offReview', to: 'offline', ...publisher, notByWriter: false },
  ],
};

const NEVER: OnlineFacts = { state: 'notOnline', resting: 'notOnline' };

/** Where the entry stands; entries stored before there was this machine were never online. */
export function onlineOf(entry: EntryState): OnlineFacts {
  return entry.online ?? NEVER;
}

/** Who asked for what is under review, and for whom they acted. */
export function requestersOf(entry: EntryState): string[] {
  const { requestedBy, requestedFor } = onlineOf(entry);
  return [requestedBy, requestedFor].filter((subject) => subject !== undefined);
}

export function onlinePhase(entry: EntryState): OnlinePhase {
  return isPublic(entry) ? onlineOf(entry).state : 'closed';
}

/** Published and online: its data may be asked for, also while its going offline is under review. */
export function isAvailable(entry: EntryState): boolean {
  return isPublic(entry) && (onlineOf(entry).state === 'online' || onlineOf(entry).state === 'offReview');
}
