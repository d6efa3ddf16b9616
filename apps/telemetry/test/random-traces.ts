import fc from 'fast-check';
import type { FlowSpan } from '../src/flow/span-tree.js';

/** A request as it really was: whom it asked, and what it published. */
interface Act {
  readonly service: string;
  readonly calls: readonly Act[];
  /** For each event: how often its consumer tried before it took it. */
  readonly events: readonly number[];
  readonly before: number;
  readonly after: number;
}

const SERVICES = ['catalog', 'identity', 'orders', 'ledger'];

const { act: acts } = fc.letrec<{ act: Act }>((tie) => ({
  act: fc.record({
    service: fc.constantFrom(...SERVICES),
    calls: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'act' },
      fc.constant([]),
      fc.array(tie('act'), { maxLength: 3 }),
    ),
    events: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }),
    before: fc.integer({ min: 0, max: 20 }),
    after: fc.integer({ min: 0, max: 20 }),
  }),
}));

const TRACE = '0af7651916cd43dd8448eb211c80319c';

/** Spans of one random trace, in true order, on clocks that go wrong by up to `skewMs` a process. */
export const traces = (skewMs: number) =>
  fc
    .record({
      root: acts,
      skews: fc.array(fc.integer({ min: -skewMs, max: skewMs }), { minLength: 5, maxLength: 5 }),
    })
    .map(({ root, skews }) => recorded(root, skews));

function recorded(root: Act, skews: readonly number[]): FlowSpan[] {
  const spans: FlowSpan[] = [];
  let ids = 0;
  const nextId = () => (++ids).toString(16).padStart(16, '0');
  const skewOf = (node: string) => skews[SERVICES.indexOf(node) + 1] ?? 0;
  const shared = { traceId: TRACE, outcome: 'ok' } as const;

  /** @returns when it ended, on the true clock */
  const serve = (act: Act, parentId: string, began: number): number => {
    const spanId = nextId();
    let now = began + act.before;
    for (const call of act.calls) {
      const callId = nextId();
      const ended = serve(call, callId, now + 1) + 1;
      const name = `${call.service}.do`;
      const start = now + skewOf(act.service);
      spans.push({
        ...shared,
        spanId: callId,
        parentId: spanId,
        node: act.service,
        kind: 'call',
        name,
        peer: call.service,
        start,
        ms: ended - now,
      });
      now = ended;
    }
    now += act.after;
    const start = began + skewOf(act.service);
    spans.push({
      ...shared,
      spanId,
      parentId,
      node: act.service,
      kind: 'serve',
      name: `${act.service}.do`,
      start,
      ms: now - began,
    });
    for (const tries of act.events) publish(act.service, spanId, tries, now + 2);
    return now;
  };

  const publish = (node: string, parentId: string, tries: number, began: number) => {
    const event = `00000000-0000-7000-8000-${nextId().slice(4)}`;
    const name = `city.evt.${node}.done.v1`;
    const of = { ...shared, parentId, name, event } as const;
    spans.push({ ...of, spanId: nextId(), node, kind: 'publish', start: began + skewOf(node), ms: 3 });
    for (let attempt = 1; attempt <= tries; attempt++) {
      const outcome = attempt < tries ? 'retry' : 'ok';
      const start = began + 1 + attempt * 10 + skewOf('ledger');
      spans.push({
        ...of,
        outcome,
        spanId: nextId(),
        node: 'ledger',
        kind: 'take',
        consumer: 'all',
        attempt,
        start,
        ms: 4,
      });
    }
  };

  const http = nextId();
  const callId = nextId();
  const began = 1_800_000_000_000;
  const ended = serve(root, callId, began + 2);
  const name = `${root.service}.do`;
  const gateway = { ...shared, node: 'gateway', name } as const;
  spans.push({
    ...gateway,
    spanId: callId,
    parentId: http,
    kind: 'call',
    peer: root.service,
    start: began + 1 + (skews[0] ?? 0),
    ms: ended - began,
  });
  spans.push({
    ...gateway,
    spanId: http,
    kind: 'http',
    start: began + (skews[0] ?? 0),
    ms: ended - began + 2,
    actor: 'person:1',
  });
  return spans;
}

/** Spans of anybody's making: ids that meet by chance, parents in circles, any times. */
export const wildSpans = fc.array(
  fc.record(
    {
      traceId: fc.constant(TRACE),
      spanId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      parentId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      node: fc.constantFrom(...SERVICES, 'gateway'),
      kind: fc.constantFrom('http', 'call', 'serve', 'publish', 'take'),
      name: fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }),
      address: fc.string({ maxLength: 10, unit: 'binary' }),
      code: fc.string({ maxLength: 10, unit: 'binary' }),
      event: fc.constantFrom('1', '2'),
      consumer: fc.constantFrom('x', 'y'),
      attempt: fc.integer({ min: 1, max: 3 }),
      start: fc.integer({ min: 1_800_000_000_000, max: 1_800_000_000_100 }),
      ms: fc.integer({ min: 0, max: 50 }),
      outcome: fc.constantFrom('ok', 'refused', 'failed', 'retry', 'deadLetter'),
    },
    { requiredKeys: ['traceId', 'spanId', 'node', 'kind', 'name', 'start', 'ms', 'outcome'] },
  ),
  { minLength: 1, maxLength: 25 },
) as fc.Arbitrary<FlowSpan[]>;
