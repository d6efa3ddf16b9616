import { hasAnyRole, isAddressed, type Principal } from '#libs/access';
import type { FeedEvent } from './feed-event.js';

/** Whether the contract lets this caller see the event. */
export function maySee(event: FeedEvent, caller: Principal): boolean {
  const { everyone, ownOrganisation, addressee, roles } = event.type.visibleTo;
  if (everyone) return true;
  if (ownOrganisation && event.organisation && event.organisation === caller.organisation) return true;
  if (addressee && event.audience && isAddressed(caller, event.audience)) return true;
  return hasAnyRole(caller, roles ?? []);
}
