import type { NatsConnection } from '@nats-io/transport-node';
import { spansSubject } from '#libs/contract-kit';
import type { SpanBatch, SpanRecord } from './span.js';
import { tracerOf } from './tracing.js';

const PAUSE_MS = 250;
/** Spans in one message: some 80 KB, a tenth of what the server takes. */
const MOST_AT_ONCE = 256;
/** Spans that wait while the bus is away; what comes on top is dropped and counted. */
const MOST_WAITING = 4_096;

const flushers = new WeakMap<NatsConnection, () => void>();

/**
 * Sends the spans of a connection to telemetry, in batches on a timer, over core NATS: nobody waits for them,
 * and when telemetry is away they are lost without harm.
 */
export function publishSpans(connection: NatsConnection, user: string): void {
  const subject = spansSubject(user);
  const tracer = tracerOf(connection);
  let waiting: SpanRecord[] = [];
  let dropped = 0;
  let connected = true;
  let timer: NodeJS.Timeout | undefined;

  const flush = () => {
    timer = undefined;
    tracer.checkClock();
    // The client would keep everything in memory until the bus is back; only what fits waits here.
    if (!connected || connection.isClosed()) return;
    const spans = waiting;
    waiting = [];
    for (let at = 0; at < spans.length; at += MOST_AT_ONCE) {
      const batch: SpanBatch = { spans: spans.slice(at, at + MOST_AT_ONCE), dropped };
      dropped = 0;
      try {
        connection.publish(subject, JSON.stringify(batch));
      } catch {
        dropped += batch.dropped + batch.spans.length; // the connection is ending
      }
    }
  };
  const schedule = () => {
    if (timer === undefined) timer = setTimeout(flush, PAUSE_MS).unref();
  };
  tracer.addSink((span) => {
    if (waiting.length >= MOST_WAITING) {
      dropped++;
      return;
    }
    waiting.push(span);
    schedule();
  });
  flushers.set(connection, flush);
  void followState(connection, (state) => {
    connected = state;
    if (connected && waiting.length > 0) schedule();
  });
}

/** Sends the spans that still wait, before a connection is drained. */
export function flushSpans(connection: NatsConnection): void {
  flushers.get(connection)?.();
}

async function followState(connection: NatsConnection, changed: (connected: boolean) => void): Promise<void> {
  for await (const { type } of connection.status()) {
    if (type === 'disconnect') changed(false);
    if (type === 'reconnect') changed(true);
  }
}
