/** What a hop was, seen by the process that recorded it. */
export const SPAN_KINDS = ['http', 'call', 'serve', 'publish', 'take'] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];

/**
 * How a hop ended. `refused` is a problem that the sender can mend (4xx), `failed` one that it cannot (5xx,
 * nobody answered); `retry` and `deadLetter` are what became of an event that was not taken.
 */
export const SPAN_OUTCOMES = ['ok', 'refused', 'failed', 'retry', 'deadLetter'] as const;
export type SpanOutcome = (typeof SPAN_OUTCOMES)[number];

/**
 * One hop of a message. It says who, what and when; never bodies, names of people or values of fields, so
 * that an erasure has nothing to look for here (decision 13). The process is not in it: telemetry knows it
 * from the subject on which the span came, which only that process may publish.
 */
export interface SpanRecord {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  readonly parentId?: string;
  readonly kind: SpanKind;
  /** `<service>.<operation>`; for events their type. */
  readonly name: string;
  /** Where it was sent: NATS subject, or method and pattern of the path (never the path itself). */
  readonly address?: string;
  /** `call`: the service that was asked. */
  readonly peer?: string;
  /** `take`: name of the consumer in its service's contract. */
  readonly consumer?: string;
  /** Unix milliseconds, with fractions. */
  readonly start: number;
  /** Duration in milliseconds, with fractions. */
  readonly ms: number;
  readonly outcome: SpanOutcome;
  /** HTTP status of the answer. */
  readonly status?: number;
  /** Code of the problem; for an undeclared error its class, never its message. */
  readonly code?: string;
  /** Whose request it was: `person:<id>`, `system:<id>`, `service:<name>`, `anonymous`. */
  readonly actor?: string;
  /** Id of the event that was published or taken. */
  readonly event?: string;
  /** Which delivery of the event it was, from 1. */
  readonly attempt?: number;
}

/** What travels on `city.spans.<user>`. */
export interface SpanBatch {
  readonly spans: readonly SpanRecord[];
  /** Spans that the process dropped since its last batch, since it had more than it may keep. */
  readonly dropped: number;
}

/** The outcome that an answer's status amounts to. */
export function outcomeOf(status: number): SpanOutcome {
  if (status < 400) return 'ok';
  return status < 500 ? 'refused' : 'failed';
}
