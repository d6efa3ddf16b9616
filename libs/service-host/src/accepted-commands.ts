import type { Collection, Db, Filter } from 'mongodb';
import { eventSubject, type SearchAudit, type ServiceContract } from '#libs/contract-kit';
import type { KeptEvent } from '#libs/store';
import { type AuditPlace, type AuditSource, type Period, type RankedRecord, tieOf } from './audit-source.js';

const RANK = 0;

/** What took effect, read from the events that the service keeps for good; their data stay where they are. */
export function acceptedCommands(contract: ServiceContract, db: Db): AuditSource {
  const events: Collection<KeptEvent> = db.collection('events');
  const names = namesOf(contract);
  return {
    outcome: 'accepted',
    rank: RANK,
    byDefault: true,
    find: async (wanted, period, after, limit) => {
      const rows = await events
        .find({ $and: [wantedEvents(wanted, period), ...(after ? [eventsAfter(after)] : [])] })
        .sort({ time: -1, _id: -1 })
        .limit(limit)
        .project<KeptEvent>({ data: 0 })
        .toArray();
      return rows.map((event) => recordOf(event, names));
    },
  };
}

function recordOf(event: KeptEvent, names: ReadonlyMap<string, string>): RankedRecord {
  const traceId = event.traceparent?.split('-')[1];
  return {
    id: event._id,
    at: event.time,
    outcome: 'accepted',
    action: names.get(withoutVersion(event.type)) ?? event.type,
    actor: event.actor,
    ...(event.onbehalfof && { onBehalfOf: event.onbehalfof }),
    ...(event.actororganisation && { organisation: event.actororganisation }),
    object: event.subject,
    ...(traceId && { traceId }),
    rank: RANK,
  };
}

function wantedEvents(wanted: SearchAudit, { from, to }: Period): Filter<KeptEvent> {
  const { actor, organisation, object, action, traceId } = wanted;
  return {
    ...(actor && { $or: [{ actor }, { onbehalfof: actor }] }),
    ...(organisation && { actororganisation: organisation }),
    ...(object && objectOf(object)),
    ...(action && { type: ofAction(action) }),
    ...(traceId && { traceparent: { $gte: `00-${traceId}-`, $lt: `00-${traceId}.` } }),
    ...((from || to) && { time: { ...(from && { $gte: from }), ...(to && { $lt: to }) } }),
  };
}

function objectOf(object: string): Filter<KeptEvent> {
  const slash = object.indexOf('/');
  if (slash < 0) return { aggregateid: object };
  return { aggregatetype: object.slice(0, slash), aggregateid: object.slice(slash + 1) };
}

/** Every version of an event; `.` is followed by `/` in ASCII, which bounds the range. */
function ofAction(action: string): { $gte: string; $lt: string } {
  const [service = '', name = ''] = action.split('.');
  const stem = withoutVersion(eventSubject(service, name, 1));
  return { $gte: `${stem}.v`, $lt: `${stem}.w` };
}

function eventsAfter({ at, rank, id }: AuditPlace): Filter<KeptEvent> {
  const tie = tieOf(RANK, { at, rank, id });
  if (tie === 'all') return { time: { $lte: at } };
  if (tie === 'none') return { time: { $lt: at } };
  return { $or: [{ time: { $lt: at } }, { time: at, _id: { $lt: id } }] };
}

/** Names of events by subject without version, so that events of older versions have them too. */
function namesOf({ name, events }: ServiceContract): ReadonlyMap<string, string> {
  return new Map(
    Object.values(events).map((event) => [withoutVersion(event.subject), `${name}.${event.name}`]),
  );
}

function withoutVersion(subject: string): string {
  return subject.replace(/\.v\d+$/, '');
}
