import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { traces, wildSpans } from '../../test/random-traces.js';
import { type Flow, flowOf } from './flow.js';
import { mermaidOf } from './mermaid.js';
import { type FlowSpan, SpanTree } from './span-tree.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const RUNS = { numRuns: 200 };
const flow = (spans: readonly FlowSpan[]) => flowOf(TRACE, spans);

const shuffled = (trace: fc.Arbitrary<FlowSpan[]>) =>
  trace.chain((spans) =>
    fc.record({ spans: fc.constant(spans), mixed: fc.shuffledSubarray(spans, { minLength: spans.length }) }),
  );

const withLosses = (trace: fc.Arbitrary<FlowSpan[]>) =>
  trace.chain((spans) =>
    fc.record({ spans: fc.constant(spans), left: fc.shuffledSubarray(spans, { minLength: 1 }) }),
  );

/** What holds for every flow, however its spans came about. */
function expectOrder({ messages, steps, participants }: Flow): void {
  const sent = steps.filter(({ part }) => part === 'send').map(({ message }) => message);
  expect(sent).toEqual(messages.map(({ number }) => number));
  const known = new Set(participants.map(({ id }) => id));
  const placeOf = new Map(steps.map((step, place) => [`${step.part}${step.message}`, place]));
  for (const { number, kind, cause, from, to, at, ms } of messages) {
    expect(known.has(from) && known.has(to)).toBe(true);
    expect(at).toBeGreaterThanOrEqual(0);
    expect(ms).toBeGreaterThanOrEqual(0);
    const send = placeOf.get(`send${number}`) ?? -1;
    if (cause !== undefined) expect(placeOf.get(`send${cause}`)).toBeLessThan(send);
    if (kind === 'request') expect(placeOf.get(`reply${number}`)).toBeGreaterThan(send);
  }
}

describe('the flow of a trace', () => {
  it('is the same in whatever order its spans come, and however often', () => {
    fc.assert(
      fc.property(shuffled(traces(0)), ({ spans, mixed }) => {
        expect(flow([...mixed, ...mixed.slice(0, 3)])).toEqual(flow(spans));
      }),
      RUNS,
    );
  });

  it('has every message once, nothing missing, and every effect after its cause, whatever the clocks say', () => {
    fc.assert(
      fc.property(traces(5_000), (spans) => {
        const made = flow(spans);
        expectOrder(made);
        expect(made.complete).toBe(true);
        expect(made.messages).toHaveLength(spans.filter(({ kind }) => kind !== 'serve').length);
        expect(made.participants[0]).toMatchObject({ kind: 'caller', name: 'person' });
      }),
      RUNS,
    );
  });

  it('keeps a request and its reply around all that was asked on the way', () => {
    fc.assert(
      fc.property(traces(5_000), (spans) => {
        const { messages, steps } = flow(spans);
        const placeOf = new Map(steps.map((step, place) => [`${step.part}${step.message}`, place]));
        for (const { number, kind, cause } of messages) {
          if (kind !== 'request' || cause === undefined) continue;
          expect(placeOf.get(`reply${cause}`)).toBeGreaterThan(placeOf.get(`reply${number}`) ?? 0);
        }
      }),
      RUNS,
    );
  });

  it('brings the tries of an event in order, after the event', () => {
    fc.assert(
      fc.property(traces(5_000), (spans) => {
        const { messages } = flow(spans);
        const tries = new Map<string, number[]>();
        for (const { event = '', attempt = 0, kind } of messages)
          if (kind === 'deliver') tries.set(event, [...(tries.get(event) ?? []), attempt]);
        for (const list of tries.values()) expect(list).toEqual(list.map((_, index) => index + 1));
      }),
      RUNS,
    );
  });

  it('marks a gap where a span is missing that others point to, and invents nothing', () => {
    fc.assert(
      fc.property(withLosses(traces(500)), ({ spans, left }) => {
        const made = flow(left);
        expectOrder(made);
        expect(made.spans).toBe(left.length);
        const there = new Set(left.map(({ spanId }) => spanId));
        const lost = left.some(
          ({ parentId, kind }) =>
            parentId !== undefined && kind !== 'http' && kind !== 'take' && !there.has(parentId),
        );
        if (lost) expect(made.complete).toBe(false);
        if (left.length === spans.length) expect(made.complete).toBe(true);
      }),
      RUNS,
    );
  });

  it('is made of any spans at all: circles, doubles, foreign parents', () => {
    fc.assert(
      fc.property(wildSpans, (spans) => {
        const made = flow(spans);
        expectOrder(made);
        expect(flow([...spans].reverse())).toEqual(made);
      }),
      { numRuns: 500 },
    );
  });

  it('shows below a request all that followed from it, and nothing else', () => {
    fc.assert(
      fc.property(traces(0), traces(0), (mine, theirs) => {
        const others = theirs.map((span) => ({
          ...span,
          spanId: `f${span.spanId.slice(1)}`,
          ...(span.parentId && { parentId: `f${span.parentId.slice(1)}` }),
          ...(span.kind === 'http' && { actor: 'person:2' }),
        }));
        const own = new SpanTree([...others, ...mine]).below(({ actor }) => actor === 'person:1');
        expect(new Set(own.map(({ spanId }) => spanId))).toEqual(new Set(mine.map(({ spanId }) => spanId)));
      }),
      RUNS,
    );
  });
});

describe('the Mermaid text of a flow', () => {
  const LINE =
    /^(?:sequenceDiagram| {2}%% [0-9a-f]+| {2}(?:actor|participant) p\d+ as \S.*| {2}p\d+(?:->>|-->>|--x|-x|-\))p\d+: \d+ .*| {2}Note over p\d+(?:,p\d+)?: \d+ .+)$/;

  it('has one statement a line, whatever the names hold', () => {
    fc.assert(
      fc.property(wildSpans, fc.constantFrom('zh' as const, 'en' as const), (spans, language) => {
        const text = mermaidOf(flow(spans), language);
        const lines = text.trimEnd().split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/);
        for (const line of lines) {
          expect(line).toMatch(LINE);
          const label = line.replace(/^[^:]*: /, '').replace(/#\d+;/g, '');
          if (line.includes(': ')) expect(label).not.toMatch(/[#;<>%]/);
        }
        expect(mermaidOf(flow([...spans].reverse()), language)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it('reads as expected', () => {
    const shared = { traceId: TRACE, outcome: 'ok' } as const;
    const name = 'catalog.registerEntry';
    const type = 'city.evt.catalog.entry-registered.v1';
    const of = { name: type, event: 'e1', parentId: '3' };
    const text = mermaidOf(
      flow([
        {
          ...shared,
          spanId: '1',
          node: 'gateway',
          kind: 'http',
          name,
          address: 'POST /entries',
          start: 0,
          ms: 12.4,
          status: 201,
          actor: 'person:1',
        },
        {
          ...shared,
          spanId: '2',
          parentId: '1',
          node: 'gateway',
          kind: 'call',
          name,
          peer: 'catalog',
          start: 1,
          ms: 10,
          status: 200,
        },
        {
          ...shared,
          spanId: '3',
          parentId: '2',
          node: 'catalog',
          kind: 'serve',
          name,
          start: 2,
          ms: 8,
          status: 200,
        },
        { ...shared, ...of, spanId: '4', node: 'catalog', kind: 'publish', start: 15, ms: 2 },
        {
          ...shared,
          ...of,
          spanId: '5',
          node: 'catalog',
          kind: 'take',
          consumer: 'overview',
          attempt: 1,
          start: 16,
          ms: 3,
          outcome: 'retry',
          code: 'MongoServerError',
        },
        {
          ...shared,
          ...of,
          spanId: '6',
          node: 'catalog',
          kind: 'take',
          consumer: 'overview',
          attempt: 2,
          start: 70,
          ms: 3,
        },
        {
          ...shared,
          spanId: '7',
          parentId: '9',
          node: 'orders',
          kind: 'serve',
          name: 'orders.open',
          start: 80,
          ms: 1,
          outcome: 'refused',
          status: 409,
          code: 'not-allowed-now',
        },
      ]),
      'en',
    );
    expect(text.split('\n')).toEqual([
      'sequenceDiagram',
      `  %% ${TRACE}`,
      '  actor p1 as person',
      '  participant p2 as gateway',
      '  participant p3 as catalog',
      '  participant p4 as event stream EVENTS',
      '  participant p5 as unknown',
      '  participant p6 as orders',
      '  p1->>p2: 1 POST /entries',
      '  p2->>p3: 2 catalog.registerEntry',
      '  p3-->>p2: 2 200 · 10 ms',
      '  p2-->>p1: 1 201 · 12 ms',
      '  p3-)p4: 3 catalog.entry-registered · 2.0 ms',
      '  p4-xp3: 4 catalog.entry-registered · overview · will be tried again · MongoServerError · 3.0 ms',
      '  p4-)p3: 5 catalog.entry-registered · overview · try 2 · 3.0 ms',
      '  p5->>p6: 6 orders.open',
      '  Note over p5,p6: 6 no record of the sender',
      '  p6--xp5: 6 409 not-allowed-now · 1.0 ms',
      '',
    ]);
  });
});
