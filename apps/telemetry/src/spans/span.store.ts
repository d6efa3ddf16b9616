import { Injectable } from '@nestjs/common';
import { type Collection, type IndexDescription, MongoBulkWriteError, MongoServerError } from 'mongodb';
import { ServiceRuntime } from '#libs/service-host';
import type { FlowSpan } from '../flow/span-tree.js';
import { readTelemetryLimits, type TelemetryLimits } from './telemetry-limits.js';
import { type KeptTrace, summaryUpdate } from './trace-summary.js';

type KeptSpan = FlowSpan & { _id: string; seen: Date };

/** Spans of one trace that are kept; nobody reads a longer sequence, and no reply would hold it. */
export const LONGEST_TRACE = 2_000;
const DAY_SECONDS = 86_400;
/** Share of the bound that goes at once when it is reached. */
const EVICT = 0.1;

/** Spans and the summaries of their traces, in two collections with a time limit. */
@Injectable()
export class SpanStore {
  readonly limits: TelemetryLimits;
  readonly traces: Collection<KeptTrace>;
  private readonly spans: Collection<KeptSpan>;

  constructor(private readonly runtime: ServiceRuntime) {
    this.limits = readTelemetryLimits(runtime.environment);
    // A crash may cost the last spans: they are no record, and a journaled write each would cost the city more.
    const writeConcern = { w: 1, journal: false } as const;
    this.spans = runtime.database.db.collection('spans', { writeConcern });
    this.traces = runtime.database.db.collection('traces', { writeConcern });
    runtime.beforeServing(() => this.prepare());
  }

  private async prepare(): Promise<void> {
    const expireAfterSeconds = Math.ceil(this.limits.keepDays * DAY_SECONDS);
    await this.spans.createIndex({ traceId: 1 }, { name: 'trace' });
    await this.traces.createIndexes([
      { key: { start: -1, _id: -1 }, name: 'newest' },
      { key: { services: 1, start: -1 }, name: 'service' },
      { key: { operations: 1, start: -1 }, name: 'operation' },
      { key: { actors: 1, start: -1 }, name: 'actor' },
      { key: { 'root.actor': 1, start: -1 }, name: 'root_actor' },
      { key: { worst: 1, start: -1 }, name: 'worst' },
    ] satisfies IndexDescription[]);
    await this.expire('spans', expireAfterSeconds);
    await this.expire('traces', expireAfterSeconds);
  }

  /** The time limit; one that was set differently before is changed, and holds for what is kept already. */
  private async expire(collection: 'spans' | 'traces', expireAfterSeconds: number): Promise<void> {
    const { db } = this.runtime.database;
    const options = { name: 'expiry', expireAfterSeconds };
    try {
      await db.collection(collection).createIndex({ seen: 1 }, options);
    } catch (error) {
      if (!(error instanceof MongoServerError) || error.codeName !== 'IndexOptionsConflict') throw error;
      await db.command({ collMod: collection, index: options });
    }
  }

  /** Keeps spans. @returns how many were kept, and how many not since their trace is full */
  async keep(spans: readonly FlowSpan[]): Promise<{ kept: number; overTrace: number }> {
    const seen = new Date();
    const byTrace = grouped(spans);
    const known = await this.traces
      .find({ _id: { $in: [...byTrace.keys()] } })
      .project<{ _id: string; spans: number }>({ spans: 1 })
      .toArray();
    const held = new Map(known.map(({ _id, spans: count }) => [_id, count]));
    const fitting = [...byTrace].flatMap(([traceId, of]) => {
      const room = Math.max(0, LONGEST_TRACE - (held.get(traceId) ?? 0));
      return room > 0 ? [of.slice(0, room)] : [];
    });
    const all = fitting.flat();
    if (all.length > 0) {
      await this.insert(
        all.map((span) => ({ _id: `${span.traceId}${span.spanId}${span.kind}`, ...span, seen })),
      );
      await this.traces.bulkWrite(
        fitting.map((of) => ({
          updateOne: { filter: { _id: of[0]?.traceId ?? '' }, update: summaryUpdate(of, seen), upsert: true },
        })),
        { ordered: false },
      );
    }
    return { kept: all.length, overTrace: spans.length - all.length };
  }

  private async insert(spans: KeptSpan[]): Promise<void> {
    try {
      await this.spans.insertMany(spans, { ordered: false });
    } catch (error) {
      // A span that is there already: its sender was not sure, or an id was made up. The first one counts.
      const again =
        error instanceof MongoBulkWriteError &&
        [error.writeErrors].flat().every(({ code }) => code === 11_000);
      if (!again) throw error;
    }
  }

  /** The spans of one trace. */
  async of(traceId: string): Promise<FlowSpan[]> {
    return this.spans.find({ traceId }).limit(LONGEST_TRACE).project<FlowSpan>({ _id: 0, seen: 0 }).toArray();
  }

  /** Estimated numbers of what is kept. */
  async counts(): Promise<{ spans: number; traces: number }> {
    const [spans, traces] = await Promise.all([
      this.spans.estimatedDocumentCount(),
      this.traces.estimatedDocumentCount(),
    ]);
    return { spans, traces };
  }

  /** Removes the oldest tenth when the bound is passed; a batch, which has one time, goes as a whole. @returns how many spans went before their time */
  async evict(): Promise<number> {
    const { maxSpans } = this.limits;
    const { spans } = await this.counts();
    if (spans <= maxSpans) return 0;
    const surplus = spans - Math.floor(maxSpans * (1 - EVICT));
    const [last] = await this.spans
      .find()
      .sort({ seen: 1 })
      .skip(surplus)
      .limit(1)
      .project({ seen: 1 })
      .toArray();
    if (!last) return 0;
    const { deletedCount } = await this.spans.deleteMany({ seen: { $lte: last.seen } });
    await this.traces.deleteMany({ seen: { $lte: last.seen } });
    return deletedCount;
  }
}

function grouped(spans: readonly FlowSpan[]): Map<string, FlowSpan[]> {
  const groups = new Map<string, FlowSpan[]>();
  for (const span of spans) {
    const group = groups.get(span.traceId);
    if (group) group.push(span);
    else groups.set(span.traceId, [span]);
  }
  return groups;
}
