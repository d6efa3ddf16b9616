import { compare, type FlowSpan, SpanTree } from './span-tree.js';

/** A message between two participants, put together from the spans of its ends. */
export interface Hop {
  readonly kind: 'request' | 'publish' | 'deliver';
  readonly sender: FlowSpan | undefined;
  readonly receiver: FlowSpan | undefined;
  /** The span that the message is told by: the sender's, or else the receiver's. */
  readonly told: FlowSpan;
  cause: Hop | undefined;
  gap: 'sender' | 'receiver' | 'cause' | undefined;
}

/** Pairs the spans of a trace to messages: a call with its handling, an event with its deliveries. */
export function hopsOf(all: readonly FlowSpan[]): Hop[] {
  const tree = new SpanTree(all);
  const handling = new Map<string, FlowSpan>();
  for (const span of tree.spans) {
    const caller = span.kind === 'serve' ? tree.parentOf(span) : undefined;
    if (caller?.kind !== 'call') continue;
    const other = handling.get(caller.spanId);
    if (!other || span.start < other.start) handling.set(caller.spanId, span);
  }
  const paired = new Set([...handling.values()].map(({ spanId }) => spanId));
  const hops = tree.spans
    .filter(({ spanId }) => !paired.has(spanId))
    .map((span) => hopOf(span, handling.get(span.spanId)));
  link(hops, tree);
  return hops;
}

function hopOf(span: FlowSpan, handled: FlowSpan | undefined): Hop {
  const shared = { told: span, cause: undefined, gap: undefined };
  switch (span.kind) {
    case 'call':
      return {
        ...shared,
        kind: 'request',
        sender: span,
        receiver: handled,
        // A call that nobody answered has no other end; one that was answered has.
        gap: handled || span.outcome === 'failed' ? undefined : 'receiver',
      };
    case 'publish':
      return { ...shared, kind: 'publish', sender: span, receiver: undefined };
    case 'take':
      return { ...shared, kind: 'deliver', sender: undefined, receiver: span };
    default:
      return { ...shared, kind: 'request', sender: undefined, receiver: span };
  }
}

/** Finds what caused each message, and marks what is missing on the way. */
function link(hops: readonly Hop[], tree: SpanTree): void {
  const byReceiver = new Map<string, Hop>();
  const published = new Map<string, Hop>();
  for (const hop of hops) {
    if (hop.receiver) byReceiver.set(hop.receiver.spanId, hop);
    const event = hop.kind === 'publish' ? hop.told.event : undefined;
    const other = event && published.get(event);
    // Published twice after a crash of the relay: the stream took the first.
    if (event && (!other || earlier(hop.told, other.told))) published.set(event, hop);
  }
  for (const hop of hops) {
    const { told } = hop;
    const parent = tree.parentOf(told);
    hop.cause = parent && byReceiver.get(parent.spanId);
    if (hop.kind === 'deliver') {
      const source = told.event === undefined ? undefined : published.get(told.event);
      if (source) hop.cause = source;
      else hop.gap = 'sender';
    } else if (told.kind === 'serve') {
      if (told.parentId !== undefined) hop.gap = 'sender';
    } else if (told.kind !== 'http' && told.parentId !== undefined && !hop.cause) {
      hop.gap = hop.gap ?? 'cause';
    }
  }
  for (const hop of hops) cutCircle(hop);
}

/** An event's publisher and its consumer may name each other when ids are made up; time decides nothing here. */
function cutCircle(hop: Hop): void {
  const passed = new Set<Hop>();
  for (let at: Hop | undefined = hop; at; at = at.cause) {
    if (passed.has(at)) {
      at.cause = undefined;
      return;
    }
    passed.add(at);
  }
}

function earlier(a: FlowSpan, b: FlowSpan): boolean {
  return a.start < b.start || (a.start === b.start && compare(a.spanId, b.spanId) < 0);
}
