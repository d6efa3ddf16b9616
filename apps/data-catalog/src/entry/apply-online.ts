import type { CloudEvent } from '#libs/contract-kit';
import type { EntryStepReasoned } from '../../contract/events.dto.js';
import { DataCatalog } from '../../contract/index.js';
import type { EntryState, OnlineFacts } from './entry.js';
import { onlineOf } from './online-machine.js';

const { events } = DataCatalog;

/** Folds an event of the online machine; `undefined` when it is none. */
export function applyOnline(entry: EntryState, event: CloudEvent<never>): EntryState | undefined {
  const online = next(onlineOf(entry), event);
  return online && { ...entry, online };
}

function next({ resting }: OnlineFacts, event: CloudEvent<never>): OnlineFacts | undefined {
  const requested = {
    requestedBy: event.actor,
    ...(event.onbehalfof && { requestedFor: event.onbehalfof }),
  };
  switch (event.type) {
    case events.entryOnlineRequested.subject:
      return { state: 'onReview', resting, ...requested };
    case events.entryOfflineRequested.subject: {
      const { reason } = event.data as EntryStepReasoned;
      return { state: 'offReview', resting, ...requested, reason };
    }
    case events.entryPutOnline.subject:
      return { state: 'online', resting: 'online' };
    case events.entryTakenOffline.subject:
      return { state: 'offline', resting: 'offline', reason: (event.data as EntryStepReasoned).reason };
    case events.entryOnlineRejected.subject:
    case events.entryOfflineRejected.subject:
    case events.entryOnlineRequestWithdrawn.subject:
      return { state: resting, resting };
    default:
      return undefined;
  }
}
