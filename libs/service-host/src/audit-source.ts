import {
  type AuditOutcome,
  type AuditRecord,
  decodeCursor,
  InvalidRequest,
  invalidCursor,
  type SearchAudit,
} from '#libs/contract-kit';

/** Place in the audit: after time, source and identifier, so that each line comes once. */
export interface AuditPlace {
  /** RFC 3339 with milliseconds, as all times that are compared here. */
  readonly at: string;
  readonly rank: number;
  readonly id: string;
}

/** A line with the rank of its source, which orders lines of the same instant. */
export type RankedRecord = AuditRecord & { readonly rank: number };

/** Bounds of time, normalised; `to` is not included. */
export interface Period {
  readonly from?: string;
  readonly to?: string;
}

/** Where lines of one outcome come from. */
export interface AuditSource {
  readonly outcome: AuditOutcome;
  readonly rank: number;
  /** Part of the answer when no outcome is asked for. */
  readonly byDefault: boolean;
  /** Lines after the place, newest first. */
  find(
    wanted: SearchAudit,
    period: Period,
    after: AuditPlace | undefined,
    limit: number,
  ): Promise<RankedRecord[]>;
}

export function newestFirst(left: RankedRecord, right: RankedRecord): number {
  return compare(right.at, left.at) || right.rank - left.rank || compare(right.id, left.id);
}

/** How a source's own lines lie to a place in the merged order: of the same instant, all, none, or those below an id. */
export function tieOf(rank: number, after: AuditPlace): 'all' | 'none' | 'below' {
  if (rank === after.rank) return 'below';
  return rank < after.rank ? 'all' : 'none';
}

/** @throws Problem `invalid-request` */
export function placeOf(cursor: string): AuditPlace {
  const [at, rank, id] = decodeCursor(cursor) ?? [];
  if (typeof at !== 'string' || typeof rank !== 'number' || typeof id !== 'string') throw invalidCursor();
  if (!Number.isFinite(Date.parse(at))) throw invalidCursor();
  return { at: new Date(at).toISOString(), rank, id };
}

/** The asked period with milliseconds. @throws Problem `invalid-request` for an impossible date */
export function wantedPeriod({ from, to }: SearchAudit): Period {
  return { ...(from && { from: instant(from, '/from') }), ...(to && { to: instant(to, '/to') }) };
}

function instant(text: string, path: string): string {
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  const message = { zh: '没有这个时刻', en: 'There is no such instant' };
  const remedy = { zh: '改为存在的日期和时间', en: 'Give a date and time that exist' };
  throw InvalidRequest.with({ errors: [{ path, rule: 'instant', message, remedy }] });
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
