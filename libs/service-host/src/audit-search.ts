import type { Collection, Db } from 'mongodb';
import { ObjectId } from 'mongodb';
import {
  type AuditPage,
  DEFAULT_PAGE,
  encodeCursor,
  InvalidRequest,
  type SearchAudit,
  type ServiceContract,
} from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import { acceptedCommands } from './accepted-commands.js';
import { type AuditPlace, type AuditSource, newestFirst, placeOf, wantedPeriod } from './audit-source.js';
import { KEPT_SECONDS } from './audit-trail.js';
import { type KeptLine, keptLines } from './kept-lines.js';

/**
 * The audit of one service, searched: accepted commands from its events, refusals, and who has read the audit. Three
 * sources are merged by time; a page needs at most one batch of each.
 */
export class AuditSearch {
  private readonly readings: Collection<KeptLine>;
  private readonly sources: readonly AuditSource[];

  constructor(
    private readonly contract: ServiceContract,
    private readonly db: Db,
  ) {
    this.readings = db.collection('audit_readings');
    this.sources = [
      acceptedCommands(contract, db),
      keptLines(db.collection('denials'), 'refused', 1),
      keptLines(this.readings, 'read', 2),
    ];
  }

  /** Indexes for each filter; without them a search of one person would read the whole history. */
  async prepare(): Promise<void> {
    await this.db.collection('events').createIndexes([
      { key: { actor: 1, time: -1, _id: -1 }, name: 'audit_actor' },
      { key: { onbehalfof: 1, time: -1, _id: -1 }, name: 'audit_on_behalf', sparse: true },
      { key: { actororganisation: 1, time: -1, _id: -1 }, name: 'audit_organisation', sparse: true },
      { key: { aggregateid: 1, time: -1, _id: -1 }, name: 'audit_object' },
      { key: { type: 1, time: -1, _id: -1 }, name: 'audit_type' },
      { key: { traceparent: 1 }, name: 'audit_trace', sparse: true },
    ]);
    for (const name of ['denials', 'audit_readings']) {
      await this.db.collection(name).createIndexes([
        { key: { at: -1, _id: -1 }, name: 'newest' },
        { key: { actor: 1, at: -1, _id: -1 }, name: 'actor' },
        { key: { traceId: 1 }, name: 'trace', sparse: true },
      ]);
    }
    await this.readings.createIndex({ at: 1 }, { expireAfterSeconds: KEPT_SECONDS, name: 'expiry' });
  }

  /** A page of the audit, newest first. The reading is recorded first: who cannot be recorded does not read. */
  async search(request: SearchAudit, call: Call): Promise<AuditPage> {
    const { limit = DEFAULT_PAGE, cursor, outcome } = request;
    const place = cursor === undefined ? undefined : placeOf(cursor);
    const period = wantedPeriod(request);
    if (period.from && period.to && period.from >= period.to)
      throw InvalidRequest.with({ errors: [EMPTY_PERIOD] });
    await this.recordReading(request, call);
    const asked = this.sources.filter((source) => (outcome ? source.outcome === outcome : source.byDefault));
    const found = await Promise.all(asked.map((source) => source.find(request, period, place, limit + 1)));
    const merged = found.flat().sort(newestFirst);
    const page = merged.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(({ rank: _rank, ...record }) => record),
      ...(merged.length > limit &&
        last && { next: cursorAfter({ at: last.at, rank: last.rank, id: last.id }) }),
    };
  }

  /** Keeps who reads the audit, before it is read. */
  async recordReading(request: object, call: Call): Promise<void> {
    const { caller, traceId } = call;
    await this.readings.insertOne({
      _id: new ObjectId(),
      at: new Date(),
      operation: `${this.contract.name}.${call.operation.name}`,
      actor: caller.subject,
      ...(caller.organisation && { organisation: caller.organisation }),
      filters: JSON.stringify(request).slice(0, 2_000),
      traceId,
    });
  }
}

function cursorAfter({ at, rank, id }: AuditPlace): string {
  return encodeCursor([at, rank, id]);
}

const EMPTY_PERIOD = {
  path: '/to',
  rule: 'order',
  message: { zh: '止必须晚于起', en: '`to` must be later than `from`' },
  remedy: { zh: '调整时间范围', en: 'Correct the period' },
};
