import { describe, expect, it } from '@jest/globals';
import { type SpanRecord, Tracer } from './index.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

describe('a span', () => {
  it('goes on with the trace of its parent, and says so to the next', () => {
    const span = new Tracer().start(`00-${TRACE}-${PARENT}-01`, false);
    expect(span).toMatchObject({ traceId: TRACE, parentId: PARENT, sampled: true });
    expect(span.traceparent).toBe(`00-${TRACE}-${span.spanId}-01`);
    expect(span.spanId).not.toBe(PARENT);
  });

  it.each([
    undefined,
    '',
    'nonsense',
    `00-${'0'.repeat(32)}-${PARENT}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${PARENT}-01`,
  ])('begins a trace of its own after %p', (parent) => {
    const span = new Tracer().start(parent, false);
    expect(span.traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
    expect(span.traceId).not.toBe(TRACE);
    expect(span.parentId).toBeUndefined();
    expect(span.sampled).toBe(false);
  });

  it('is recorded for a command always, for a query when asked or by the rate', () => {
    const tracer = new Tracer();
    const silent = `00-${TRACE}-${PARENT}-00`;
    expect(tracer.start(silent, true).sampled).toBe(true);
    expect(tracer.start(silent, false).sampled).toBe(false);
    expect(tracer.start(undefined, true).sampled).toBe(true);
    expect(tracer.start(undefined, false).traceparent).toMatch(/-00$/);
    tracer.queryRate = 1;
    expect(tracer.start(undefined, false).sampled).toBe(true);
    // Whoever began the trace has decided already.
    expect(tracer.start(silent, false).sampled).toBe(false);
  });

  it('goes to every sink, with its time on the wall clock', () => {
    const tracer = new Tracer();
    const seen: SpanRecord[][] = [[], []];
    for (const list of seen) tracer.addSink((span) => void list.push(span));
    const span = tracer.start(undefined, true);
    tracer.record({ ...tracer.times(span), kind: 'call', name: 'a.b', outcome: 'ok' });
    expect(seen[0]).toEqual(seen[1]);
    expect(Math.abs((seen[0]?.[0]?.start ?? 0) - Date.now())).toBeLessThan(1_000);
    expect(seen[0]?.[0]?.ms).toBeGreaterThanOrEqual(0);
  });
});
