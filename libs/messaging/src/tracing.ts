import { randomFillSync } from 'node:crypto';
import {
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  TraceFlags,
  trace,
} from '@opentelemetry/api';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

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

/** The context that a `traceparent` header (W3C Trace Context) names; the root when there is none. */
export function contextOf(traceparent: string | undefined): Context {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  if (!traceId || !spanId || !flags) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
  });
}

/** A started span with what must be passed on. */
export interface StartedSpan {
  readonly span: Span;
  readonly traceId: string;
  readonly traceparent: string;
}

/**
 * Starts a span under the given parent. Contexts are passed by hand, not by async hooks: the path of a
 * request is short, and hooks cost a third of the throughput. Without a tracer provider the ids are still
 * made, so that every problem and log line has a trace id.
 */
export function startSpan(name: string, kind: SpanKind, parent: string | undefined): StartedSpan {
  const span = trace.getTracer('citybrain').startSpan(name, { kind }, contextOf(parent) ?? context.active());
  const started = span.spanContext();
  const inherited = TRACEPARENT.exec(parent ?? '');
  const valid = started.traceId !== '00000000000000000000000000000000';
  const traceId = valid ? started.traceId : (inherited?.[1] ?? randomHex(16));
  const spanId = valid && started.spanId !== inherited?.[2] ? started.spanId : randomHex(8);
  return { span, traceId, traceparent: `00-${traceId}-${spanId}-01` };
}

export { SpanKind };
