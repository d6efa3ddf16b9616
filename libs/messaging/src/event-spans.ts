import { type CloudEvent, Problem } from '#libs/contract-kit';
import type { SpanOutcome } from './span.js';
import type { StartedSpan, Tracer } from './tracing.js';

/**
 * Events older than this are published or taken again (rebuild of a projection, republishing a range): their
 * traces are told already, and the repetition would flood telemetry.
 */
const TOLD_AFTER_MS = 86_400_000;

/** Begins the span of an event's hop, under the request that caused the event. */
export function startEventSpan(tracer: Tracer, event: CloudEvent): StartedSpan {
  const span = tracer.start(event.traceparent, false);
  const old = Date.parse(event.time) < Date.now() - TOLD_AFTER_MS;
  return old || event.traceparent === undefined ? { ...span, sampled: false } : span;
}

/** The relay gave an event to the stream, or could not. */
export function recordPublish(tracer: Tracer, span: StartedSpan, event: CloudEvent, error?: unknown): void {
  if (!span.sampled) return;
  tracer.record({
    kind: 'publish',
    name: event.type,
    address: event.type,
    outcome: error === undefined ? 'ok' : 'failed',
    actor: event.actor,
    event: event.id,
    ...tracer.times(span),
    ...(error !== undefined && { code: codeOf(error) }),
  });
}

/** A consumer got an event: taken, to be brought again, or given up. */
export function recordTake(
  tracer: Tracer,
  span: StartedSpan,
  event: CloudEvent,
  taken: { consumer: string; attempt: number; outcome: SpanOutcome; error?: unknown },
): void {
  if (!span.sampled) return;
  tracer.record({
    kind: 'take',
    name: event.type,
    address: event.type,
    consumer: taken.consumer,
    outcome: taken.outcome,
    actor: event.actor,
    event: event.id,
    attempt: taken.attempt,
    ...tracer.times(span),
    ...(taken.error !== undefined && { code: codeOf(taken.error) }),
  });
}

/** Code of a problem, class of any other error; never its message, which may quote what somebody wrote. */
function codeOf(error: unknown): string {
  if (error instanceof Problem) return error.problem.code;
  return error instanceof Error ? error.name : 'unknown';
}
