import { DataCatalog } from '../../contract/index.js';
import type { PublishState } from '../../contract/lifecycle.js';

/** What the overview knows of one entry: enough to count it. Rows of 0.1.0 lack what came later. */
export interface CountedEntry {
  _id: string;
  version: number;
  provider: string;
  publishState: PublishState;
  changing?: boolean;
  online?: boolean;
  onlineReview?: boolean;
  steps: number;
}

type Effect = Partial<Pick<CountedEntry, 'publishState' | 'changing' | 'online' | 'onlineReview'>>;

const { events } = DataCatalog;

/** What each event of an entry changes of its row. */
export const EFFECTS: ReadonlyMap<string, Effect> = new Map<string, Effect>([
  [events.entryRegistered.subject, { publishState: 'draft' }],
  [events.entryAmended.subject, { publishState: 'draft' }],
  [events.entrySubmitted.subject, { publishState: 'submitted' }],
  [events.entryWithdrawn.subject, { publishState: 'draft' }],
  [events.entryApproved.subject, { publishState: 'deptApproved' }],
  [events.entryPublished.subject, { publishState: 'published' }],
  [events.entryRejected.subject, { publishState: 'rejected' }],
  [events.entryChangeOpened.subject, { changing: true }],
  [events.entryChangeAmended.subject, { changing: true }],
  [events.entryChangeSubmitted.subject, { publishState: 'changeReview' }],
  [events.entryChangeWithdrawn.subject, { publishState: 'published' }],
  [events.entryChangeDiscarded.subject, { publishState: 'published', changing: false }],
  [events.entryChangeApproved.subject, { publishState: 'changeReview' }],
  [events.entryChangeRejected.subject, { publishState: 'published' }],
  [events.entryChangePublished.subject, { publishState: 'published', changing: false }],
  [events.entryRevocationRequested.subject, { publishState: 'changeReview', changing: true }],
  [events.entryRevocationWithdrawn.subject, { publishState: 'published', changing: false }],
  [events.entryRevocationRejected.subject, { publishState: 'published', changing: false }],
  [events.entryRevoked.subject, { publishState: 'revoked', changing: false }],
  [events.entryOnlineRequested.subject, { onlineReview: true }],
  [events.entryOfflineRequested.subject, { onlineReview: true }],
  [events.entryPutOnline.subject, { online: true, onlineReview: false }],
  [events.entryTakenOffline.subject, { online: false, onlineReview: false }],
  [events.entryOnlineRejected.subject, { onlineReview: false }],
  [events.entryOfflineRejected.subject, { onlineReview: false }],
  [events.entryOnlineRequestWithdrawn.subject, { onlineReview: false }],
]);
