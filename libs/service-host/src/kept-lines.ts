import { type Collection, type Filter, ObjectId } from 'mongodb';
import { type AuditOutcome, invalidCursor, type SearchAudit } from '#libs/contract-kit';
import { type AuditPlace, type AuditSource, type Period, tieOf } from './audit-source.js';

/** A line that is kept only for the audit: a refusal, or a reading of the audit. */
export interface KeptLine {
  readonly _id: ObjectId;
  readonly at: Date;
  readonly operation: string;
  readonly actor: string;
  readonly organisation?: string;
  readonly object?: string;
  readonly code?: string;
  readonly filters?: string;
  readonly traceId?: string;
}

/** Lines of a collection as a source of the audit. */
export function keptLines(
  lines: Collection<KeptLine>,
  outcome: Exclude<AuditOutcome, 'accepted'>,
  rank: number,
): AuditSource {
  return {
    outcome,
    rank,
    byDefault: outcome === 'refused',
    find: async (wanted, period, after, limit) => {
      const rows = await lines
        .find({ $and: [wantedLines(wanted, period), ...(after ? [linesAfter(after, rank)] : [])] })
        .sort({ at: -1, _id: -1 })
        .limit(limit)
        .toArray();
      return rows.map(({ _id, at, operation, ...line }) => ({
        ...line,
        id: _id.toHexString(),
        at: at.toISOString(),
        outcome,
        action: operation,
        rank,
      }));
    },
  };
}

function wantedLines(wanted: SearchAudit, { from, to }: Period): Filter<KeptLine> {
  const { actor, organisation, object, action, traceId } = wanted;
  return {
    ...(actor && { actor }),
    ...(organisation && { organisation }),
    // A refused request names no type, so only the identifier can be compared.
    ...(object && { object: object.slice(object.indexOf('/') + 1) }),
    ...(action && { operation: action }),
    ...(traceId && { traceId }),
    ...((from || to) && {
      at: { ...(from && { $gte: new Date(from) }), ...(to && { $lt: new Date(to) }) },
    }),
  };
}

function linesAfter(after: AuditPlace, rank: number): Filter<KeptLine> {
  const at = new Date(after.at);
  const tie = tieOf(rank, after);
  if (tie === 'all') return { at: { $lte: at } };
  if (tie === 'none') return { at: { $lt: at } };
  if (!ObjectId.isValid(after.id)) throw invalidCursor();
  return { $or: [{ at: { $lt: at } }, { at, _id: { $lt: new ObjectId(after.id) } }] };
}
