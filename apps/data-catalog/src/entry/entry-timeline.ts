import type { CloudEvent } from '#libs/contract-kit';
import type { EntryStep } from '../../contract/entry.dto.js';
import type { EntryFields } from '../../contract/entry-fields.dto.js';
import type { EntryChangePublished } from '../../contract/events.dto.js';
import { DataCatalog } from '../../contract/index.js';
import type { EntryVersion, VersionSummary } from '../../contract/version.dto.js';
import { changedFields } from '../diff/entry-diff.js';
import { chinaDate } from './china-date.js';
import { applyToEntry, type EntryState } from './entry.js';

/*
 * What an entry's events say of its past: steps with what they changed, and published versions. Nothing of it
 * is stored a second time: the events are the record (decision 1).
 */

const { events } = DataCatalog;
const TYPES = new Map(Object.values(events).map((type) => [type.subject, type]));

interface Moment {
  readonly event: CloudEvent;
  readonly before?: EntryState;
  readonly after: EntryState;
}

/** The states of an entry, one after each event. */
function moments(history: readonly CloudEvent[]): Moment[] {
  let before: EntryState | undefined;
  return history.map((event) => {
    const after = applyToEntry(before, event as CloudEvent<never>);
    const moment = { event, after, ...(before && { before }) };
    before = after;
    return moment;
  });
}

/** What is worked on: the working copy of the change in hand, else what the entry says. */
export function workedOn(state: EntryState): EntryFields {
  return state.change?.fields ?? state.fields;
}

/** The entry as it was worked on after the event of this version; `undefined` when there was none. */
export function contentAfter(history: readonly CloudEvent[], version: number): EntryFields | undefined {
  if (version > (history.at(-1)?.aggregateversion ?? 0)) return undefined;
  const last = moments(history.filter(({ aggregateversion }) => aggregateversion <= version)).at(-1);
  return last && workedOn(last.after);
}

/** The steps; for outsiders those that everybody is told of. */
export function stepsOf(history: readonly CloudEvent[], inside: boolean, most: number): EntryStep[] {
  return moments(history)
    .filter(({ event }) => inside || TYPES.get(event.type)?.visibleTo.everyone)
    .slice(-most)
    .map(({ event, before, after }) => {
      const { comment, reason } = event.data as { comment?: string; reason?: string };
      const said = comment ?? reason;
      const changed = before ? changedBy(event, before, after) : [];
      return {
        version: event.aggregateversion,
        event: TYPES.get(event.type)?.name ?? event.type,
        at: event.time,
        actor: event.actor,
        ...(event.actororganisation && { organisation: event.actororganisation }),
        ...(said && { comment: said }),
        ...(changed.length > 0 && { changed }),
      };
    });
}

/** What a step changed: of the working copy, or, when a change is published, of what the public reads. */
function changedBy(event: CloudEvent, before: EntryState, after: EntryState): string[] {
  if (event.type === events.entryRevoked.subject) return [];
  if (event.type === events.entryChangePublished.subject) return changedFields(before.fields, after.fields);
  return changedFields(workedOn(before), workedOn(after));
}

/** The published versions, oldest first, each with its content. */
export function versionsOf(id: string, history: readonly CloudEvent[]): EntryVersion[] {
  const versions: EntryVersion[] = [];
  for (const { event, after } of moments(history)) {
    const previous = versions.at(-1);
    const day = chinaDate(event.time);
    if (event.type === events.entryRevoked.subject && previous) previous.replacedOn = day;
    if (event.type !== events.entryPublished.subject && event.type !== events.entryChangePublished.subject)
      continue;
    const { reason } = event.data as Partial<EntryChangePublished>;
    if (previous) previous.replacedOn = day;
    versions.push({
      id,
      number: versions.length + 1,
      title: after.fields.title,
      effectiveOn: day,
      publishedAt: event.time,
      publishedBy: event.actor,
      fields: after.fields,
      codes: [...after.codes],
      ...(reason && { reason }),
      ...(previous && { changed: changedFields(previous.fields, after.fields) }),
    });
  }
  return versions;
}

/** A version without its content. */
export function summaryOf({
  id: _id,
  fields: _fields,
  codes: _codes,
  ...summary
}: EntryVersion): VersionSummary {
  return summary;
}

/** The version that held at the end of a day. */
export function versionAsOf(versions: readonly EntryVersion[], date: string): EntryVersion | undefined {
  const held = versions.filter(({ effectiveOn }) => effectiveOn <= date).at(-1);
  return held?.replacedOn !== undefined && held.replacedOn <= date ? undefined : held;
}
