import type { Filter } from 'mongodb';
import { hasAnyRole } from '#libs/access';
import type { Call } from '#libs/messaging';
import { type AggregateDocument, literalPattern } from '#libs/store';
import type { SearchEntries } from '../../contract/entry.dto.js';
import { type OnlineState, PUBLIC_STATES, type PublishState } from '../../contract/lifecycle.js';
import type { EntryState } from './entry.js';
import { REVIEWING_ROLES } from './public-entry.js';
import { queryGrams, queryWords } from './search-text.js';

export type EntryFilter = Filter<AggregateDocument<EntryState>>;

const NOTHING: EntryFilter = { _id: { $in: [] } };

/** A search as a filter of the database. Rights are part of it: pages are never filtered afterwards. */
export function searchFilter(request: Omit<SearchEntries, 'limit' | 'cursor'>, call: Call): EntryFilter {
  const { q, provider, publishState, changeState, onlineState, shareType, classification } = request;
  return {
    $and: [
      visibleTo(call),
      ...(q ? [{ 'derived.grams': { $all: queryGrams(q) } } as EntryFilter] : []),
      ...(q
        ? queryWords(q).map((word) => ({ 'derived.text': { $regex: literalPattern(word) } }) as EntryFilter)
        : []),
      ...(provider ? [{ 'state.provider.code': provider }] : []),
      ...(publishState ? [inPublishState(publishState, call)] : []),
      ...(changeState ? [{ $and: [workOf(call), { 'state.change.state': changeState }] }] : []),
      ...(onlineState ? [inOnlineState(onlineState, call)] : []),
      ...(shareType ? [{ 'state.fields.shareType': shareType }] : []),
      ...(classification
        ? [
            {
              'state.fields.classifications': { $regex: `^${literalPattern(classification)}` },
            } as EntryFilter,
          ]
        : []),
    ],
  };
}

/** Entries whose work in hand the caller sees; as `seesWork`. */
function workOf({ caller }: Call): EntryFilter {
  if (hasAnyRole(caller, REVIEWING_ROLES)) return {};
  return caller.organisation ? { 'state.provider.code': caller.organisation } : NOTHING;
}

function visibleTo(call: Call): EntryFilter {
  const told: EntryFilter = { 'state.publishState': { $in: [...PUBLIC_STATES, 'revoked'] } };
  return { $or: [told, workOf(call)] };
}

/** `published` is what the public has, a change in review or not. */
function inPublishState(wanted: PublishState, call: Call): EntryFilter {
  if (wanted === 'published') return { 'state.publishState': { $in: [...PUBLIC_STATES] } };
  const exactly: EntryFilter = { 'state.publishState': wanted };
  return wanted === 'changeReview' ? { $and: [workOf(call), exactly] } : exactly;
}

/** Whoever sees the work finds by the very state, others by the one that holds meanwhile. */
function inOnlineState(wanted: OnlineState, call: Call): EntryFilter {
  // Entries stored before there was this machine were never online.
  const words = wanted === 'notOnline' ? [wanted, null] : [wanted];
  const exactly = { 'state.online.state': { $in: words } } as EntryFilter;
  const resting = { 'state.online.resting': { $in: words } } as EntryFilter;
  return { $or: [{ $and: [workOf(call), exactly] }, { $and: [{ $nor: [workOf(call)] }, resting] }] };
}
