import type { Principal } from '#libs/access';
import type { Loaded } from '#libs/store';
import type { ChangeRequest } from '../../contract/change.dto.js';
import type { Entry, EntrySummary } from '../../contract/entry.dto.js';
import type { OnlineState, PublishState } from '../../contract/lifecycle.js';
import type { ChangeInHand, EntryState } from './entry.js';
import { completeness } from './entry-completeness.js';
import { highestGrade } from './entry-rules.js';
import { isAvailable, onlineOf } from './online-machine.js';
import { publishedNumber, seesWork } from './public-entry.js';

/** An entry as this reader sees it: work in hand only for its provider and reviewers. */
export function viewEntry({ id, version, state }: Loaded<EntryState>, reader: Principal): Entry {
  const grade = highestGrade(state.fields);
  const inside = seesWork(state, reader);
  const { reason } = onlineOf(state);
  return {
    id,
    version,
    publishState: shownPublishState(state, inside),
    provider: state.provider,
    fields: state.fields,
    codes: [...state.codes],
    completeness: completeness(state.fields),
    author: state.author,
    createdAt: state.createdAt,
    updatedAt: state.updatedAt,
    ...(grade && { grade }),
    ...(state.origin && { origin: state.origin }),
    ...(state.publishedProvider && { publishedProvider: state.publishedProvider }),
    ...(state.publishedOn && { publishedOn: state.publishedOn }),
    ...(state.rejection && inside && { rejection: state.rejection }),
    ...numbered(state),
    ...(inside && state.change && { change: viewChange(state.change) }),
    onlineState: shownOnlineState(state, inside),
    ...(reason && (inside || onlineOf(state).state === 'offline') && { onlineReason: reason }),
    available: isAvailable(state),
    ...(state.tombstone && { tombstone: state.tombstone }),
    ...(state.retiredCodes && { retiredCodes: [...state.retiredCodes] }),
  };
}

/** An entry as a row of a list. */
export function summariseEntry({ id, version, state }: Loaded<EntryState>, reader: Principal): EntrySummary {
  const code = state.codes.find(({ primary }) => primary)?.code;
  const inside = seesWork(state, reader);
  return {
    id,
    version,
    title: state.fields.title,
    provider: state.provider,
    publishState: shownPublishState(state, inside),
    completeness: completeness(state.fields),
    updatedAt: state.updatedAt,
    ...(state.fields.shareType && { shareType: state.fields.shareType }),
    ...(code && { code }),
    ...numbered(state),
    ...(inside && state.change && { changeState: state.change.state }),
    onlineState: shownOnlineState(state, inside),
    available: isAvailable(state),
  };
}

function numbered(state: EntryState): { publishedVersion?: number } {
  const publishedVersion = publishedNumber(state);
  return publishedVersion > 0 ? { publishedVersion } : {};
}

/** Outsiders do not learn that a change is in review: for them the published version holds, nothing more. */
function shownPublishState({ publishState }: EntryState, inside: boolean): PublishState {
  return publishState === 'changeReview' && !inside ? 'published' : publishState;
}

function shownOnlineState(state: EntryState, inside: boolean): OnlineState {
  const online = onlineOf(state);
  return inside ? online.state : online.resting;
}

function viewChange(change: ChangeInHand): ChangeRequest {
  const { kind, state, reason, basedOn, fields, basis, author, rejection, openedAt } = change;
  return {
    kind,
    state,
    reason,
    basedOn,
    author,
    openedAt,
    ...(fields && { fields, completeness: completeness(fields) }),
    ...(basis && { basis }),
    ...(rejection && { rejection }),
  };
}
