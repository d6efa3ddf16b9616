import { SPAN_KINDS, SPAN_OUTCOMES, type SpanKind, type SpanOutcome } from '#libs/messaging';
import type { FlowSpan } from '../flow/span-tree.js';

/** What a message on `city.spans.*` held. */
export interface ReadBatch {
  readonly spans: readonly FlowSpan[];
  /** Spans that did not have the form, or the whole message. */
  readonly malformed: number;
  /** What the sender says it dropped. */
  readonly dropped: number;
}

const MOST = 1_000;
const HOUR_MS = 3_600_000;
const TRACE = /^[0-9a-f]{32}$/;
const SPAN = /^[0-9a-f]{16}$/;
const NAME = /^[A-Za-z0-9._ -]{1,200}$/;
const ADDRESS = /^[!-~]{1,200}(?: [!-~]{1,200})?$/;
const SHORT = /^[A-Za-z0-9._-]{1,100}$/;
const ACTOR = /^[!-~]{1,200}$/;
const EVENT = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Reads a batch of spans. Only the fields that a span may have get in, each in its form: whatever a process
 * might put beside them by mistake (a body, a name) is not kept.
 */
export function readBatch(node: string, body: Uint8Array, now: number): ReadBatch {
  const batch = parsed(body);
  if (typeof batch !== 'object' || batch === null) return { spans: [], malformed: 1, dropped: 0 };
  const { spans: list, dropped } = batch as { spans?: unknown; dropped?: unknown };
  if (!Array.isArray(list)) return { spans: [], malformed: 1, dropped: 0 };
  const spans: FlowSpan[] = [];
  for (const each of list.slice(0, MOST)) {
    const span = readSpan(node, each, now);
    if (span) spans.push(span);
  }
  return { spans, malformed: list.length - spans.length, dropped: wholeNumber(dropped) ?? 0 };
}

function readSpan(node: string, value: unknown, now: number): FlowSpan | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const from = value as Record<string, unknown>;
  const traceId = text(from.traceId, TRACE);
  const spanId = text(from.spanId, SPAN);
  const kind = oneOf<SpanKind>(from.kind, SPAN_KINDS);
  const outcome = oneOf<SpanOutcome>(from.outcome, SPAN_OUTCOMES);
  const name = text(from.name, NAME);
  const { start, ms } = from;
  if (!traceId || !spanId || !kind || !outcome || !name) return undefined;
  if (!isNumber(start) || Math.abs(start - now) > 24 * HOUR_MS) return undefined;
  if (!isNumber(ms) || ms < 0 || ms > 24 * HOUR_MS) return undefined;
  const optional = {
    parentId: text(from.parentId, SPAN),
    address: text(from.address, ADDRESS),
    peer: text(from.peer, SHORT),
    consumer: text(from.consumer, SHORT),
    code: text(from.code, SHORT),
    actor: text(from.actor, ACTOR),
    event: text(from.event, EVENT),
    status: wholeNumber(from.status, 100, 599),
    attempt: wholeNumber(from.attempt, 1, 1_000_000),
  };
  const given = Object.entries(optional).filter(([, each]) => each !== undefined);
  return { traceId, spanId, kind, outcome, name, node, start, ms, ...Object.fromEntries(given) };
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

function text(value: unknown, form: RegExp): string | undefined {
  return typeof value === 'string' && form.test(value) ? value : undefined;
}

function oneOf<Word extends string>(value: unknown, words: readonly Word[]): Word | undefined {
  return words.find((word) => word === value);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function wholeNumber(value: unknown, least = 0, most = Number.MAX_SAFE_INTEGER): number | undefined {
  return Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most
    ? Number(value)
    : undefined;
}
