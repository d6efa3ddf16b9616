import { randomBytes, randomUUID } from 'node:crypto';
import type { Principal } from '#libs/access';
import type { Target } from '#libs/conformance';
import { contractClient, type SpanRecord } from '#libs/messaging';
import { eventually } from '#libs/testing';
import { Telemetry } from '../contract/index.js';

export const newTraceId = () => randomBytes(16).toString('hex');
export const newSpanId = () => randomBytes(8).toString('hex');
export const person = (): Principal => ({ subject: `person:${randomUUID()}`, roles: [] });
export const operator = (): Principal => ({
  subject: `person:${randomUUID()}`,
  roles: ['platform.operator'],
});

export const as = async (target: Target, caller: Principal = operator()) =>
  contractClient(Telemetry, target.client, { token: await target.token(caller) });

/** A finished hop, as a process tells it. */
export function span(given: Partial<SpanRecord> & Pick<SpanRecord, 'traceId'>): SpanRecord {
  return {
    spanId: newSpanId(),
    kind: 'serve',
    name: 'catalog.registerEntry',
    start: Date.now(),
    ms: 4,
    outcome: 'ok',
    status: 200,
    ...given,
  };
}

/** Tells spans as the NATS user of outside tools. */
export function tell(target: Target, spans: readonly object[], dropped = 0): void {
  target.connection.publish('city.spans.integrator', JSON.stringify({ spans, dropped }));
}

/** Tells spans of one trace, and waits until telemetry has as many. */
export async function told(target: Target, spans: readonly SpanRecord[]): Promise<void> {
  tell(target, spans);
  const client = await as(target);
  const wanted = new Map<string, number>();
  for (const { traceId } of spans) wanted.set(traceId, (wanted.get(traceId) ?? 0) + 1);
  await eventually(async () => {
    // A summary is written after its spans: what the list shows is all there.
    for (const [traceId, count] of wanted) {
      const flow = await client.getTrace({ traceId });
      const since = new Date(Date.parse(flow.startedAt) - 60_000).toISOString();
      const { items } = await client.listTraces({ since, limit: 100 });
      const listed = items.find((item) => item.traceId === traceId)?.spans ?? 0;
      if (listed < count) throw new Error(`${listed} of ${count} spans`);
    }
  });
}
