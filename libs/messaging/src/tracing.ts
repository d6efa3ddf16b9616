import { randomFillSync } from 'node:crypto';
import type { NatsConnection } from '@nats-io/transport-node';
import type { SpanRecord } from './span.js';

const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
const NO_TRACE = '0'.repeat(32);
const NO_SPAN = '0'.repeat(16);

const POOL = Buffer.alloc(8_192);
let used = POOL.length;

/** Random bytes as hex, drawn from a pool: a system call for every id would cost more than the rest of it. */
function randomHex(bytes: number): string {
  if (used + bytes > POOL.length) {
    randomFillSync(POOL);
    used = 0;
  }
  used += bytes;
  return POOL.toString('hex', used - bytes, used);
}

/** A hop that has begun, with what must be passed on. */
export interface StartedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | undefined;
  /** Whether the hop is recorded when it ends. */
  readonly sampled: boolean;
  /** The header (W3C Trace Context) for what this hop causes. */
  readonly traceparent: string;
  /** `performance.now()` at its beginning. */
  readonly began: number;
}

/** What every record has of the hop it is about. */
export type SpanTimes = Pick<SpanRecord, 'traceId' | 'spanId' | 'parentId' | 'start' | 'ms'>;

/** Where finished spans go. Must neither throw nor block. */
export type SpanSink = (span: SpanRecord) => void;

/** Most by which the clock of `performance` may differ from the wall clock before it is set again. */
const DRIFT_MS = 50;

/**
 * Makes and records the spans of one connection. Contexts are passed by hand, not by async hooks: the path of
 * a request is short, and hooks cost a third of the throughput. Ids are made even when nothing is recorded, so
 * that every problem and log line has a trace id.
 */
export class Tracer {
  private readonly sinks: SpanSink[] = [];
  private origin = performance.timeOrigin;
  /** Share of the queries, 0 to 1, that are recorded though nobody asked for it. */
  queryRate = 0;

  /** `always` for commands: they are recorded whatever the caller's flag says; queries only when it asks. */
  start(parent: string | undefined, always: boolean): StartedSpan {
    const known = parent !== undefined && TRACEPARENT.test(parent);
    let traceId = known ? parent.slice(3, 35) : NO_TRACE;
    let parentId = known ? parent.slice(36, 52) : undefined;
    if (traceId === NO_TRACE || parentId === NO_SPAN) {
      traceId = randomHex(16);
      parentId = undefined;
    }
    const asked =
      parentId === undefined ? this.luck() : (Number.parseInt(parent?.slice(53) ?? '', 16) & 1) === 1;
    const sampled = always || asked;
    const spanId = randomHex(8);
    const traceparent = `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
    return { traceId, spanId, parentId, sampled, traceparent, began: performance.now() };
  }

  /**
   * Ids, start and duration of a hop that ends now. To be spread after the plain fields of a record: spread
   * first, V8 makes the object with every field added one by one, at twenty times the cost (4.7 against 0.2 µs).
   */
  times({ traceId, spanId, parentId, began }: StartedSpan): SpanTimes {
    const ms = performance.now() - began;
    const start = this.origin + began;
    return parentId === undefined ? { traceId, spanId, start, ms } : { traceId, spanId, parentId, start, ms };
  }

  record(span: SpanRecord): void {
    for (const sink of this.sinks) sink(span);
  }

  addSink(sink: SpanSink): void {
    this.sinks.push(sink);
  }

  /** Follows the wall clock, which may be set or have been asleep. */
  checkClock(): void {
    const origin = Date.now() - performance.now();
    if (Math.abs(origin - this.origin) > DRIFT_MS) this.origin = origin;
  }

  private luck(): boolean {
    return this.queryRate > 0 && Math.random() < this.queryRate;
  }
}

const tracers = new WeakMap<NatsConnection, Tracer>();

/** The tracer of a connection: one process in `--single` has many services, each with its own connection. */
export function tracerOf(connection: NatsConnection): Tracer {
  let tracer = tracers.get(connection);
  if (!tracer) {
    tracer = new Tracer();
    tracers.set(connection, tracer);
  }
  return tracer;
}
