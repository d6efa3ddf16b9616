import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { examplesOf, refuses, type Scenario } from '#libs/conformance';
import { eventually } from '#libs/testing';
import { Telemetry } from '../contract/index.js';
import { as, newSpanId, newTraceId, operator, person, span, tell, told } from './telling.js';

export const traceScenarios: Scenario[] = [
  {
    name: 'tells a call and its handling as one message with its reply',
    run: async (target) => {
      const traceId = newTraceId();
      const spanId = newSpanId();
      await told(target, [
        span({ traceId, spanId, kind: 'call', peer: 'catalog', ms: 9 }),
        span({ traceId, parentId: spanId, actor: 'person:1' }),
      ]);
      const flow = await (await as(target)).getTrace({ traceId });
      assert.equal(flow.messages.length, 1);
      const [message] = flow.messages;
      assert.equal(message?.name, 'catalog.registerEntry');
      assert.equal(message?.ms, 9);
      assert.equal(message?.actor, 'person:1');
      assert.deepEqual(
        flow.steps.map(({ part }) => part),
        ['send', 'reply'],
      );
      assert.equal(flow.complete, true);
      assert.match(flow.mermaid, /^sequenceDiagram\n/);
    },
  },
  {
    name: 'says which side of a message is not on record',
    run: async (target) => {
      const traceId = newTraceId();
      await told(target, [span({ traceId, parentId: newSpanId() })]);
      const flow = await (await as(target)).getTrace({ traceId });
      assert.equal(flow.complete, false);
      assert.equal(flow.messages[0]?.gap, 'sender');
    },
  },
  {
    name: 'keeps of a span only what a span may hold, and refuses what has not its form',
    run: async (target) => {
      const traceId = newTraceId();
      const secret = `王小明-${randomUUID()}`;
      tell(target, [
        { ...span({ traceId }), body: { name: secret }, phone: secret },
        { ...span({ traceId }), address: secret, code: secret, actor: secret, consumer: secret },
        { ...span({ traceId }), name: secret },
        { ...span({ traceId }), ms: -1 },
        { ...span({ traceId }), start: 0 },
        { ...span({ traceId }), kind: 'other' },
        [],
      ]);
      const client = await as(target);
      const flow = await eventually(async () => {
        const found = await client.getTrace({ traceId });
        assert.equal(found.spans, 2);
        return found;
      });
      assert.ok(!JSON.stringify(flow).includes(secret));
      const { dropped } = await client.getTelemetryFigures({});
      assert.ok(dropped.malformed >= 5);
    },
  },
  {
    name: 'counts what a sender had to drop, and goes on after a message that cannot be read',
    run: async (target) => {
      const client = await as(target);
      const before = await client.getTelemetryFigures({});
      target.connection.publish('city.spans.integrator', 'not JSON');
      tell(target, [], 7);
      const traceId = newTraceId();
      await told(target, [span({ traceId })]);
      const after = await client.getTelemetryFigures({});
      assert.equal(after.dropped.bySender - before.dropped.bySender, 7);
      assert.ok(after.dropped.malformed > before.dropped.malformed);
      assert.ok(after.kept > before.kept);
    },
  },
  {
    name: 'shows a person what the own requests caused, and answers for the rest as if there were nothing',
    run: async (target) => {
      const [me, other] = [person(), person()];
      const traceId = newTraceId();
      const [mine, theirs] = [newSpanId(), newSpanId()];
      // The same trace id, sent by two people: each sees the own part.
      await told(target, [
        span({ traceId, spanId: mine, kind: 'http', actor: me.subject, name: 'catalog.mine' }),
        span({
          traceId,
          parentId: mine,
          kind: 'publish',
          name: 'city.evt.catalog.mine.v1',
          event: randomUUID(),
        }),
        span({ traceId, spanId: theirs, kind: 'http', actor: other.subject, name: 'catalog.theirs' }),
      ]);
      const flow = await (await as(target, me)).getTrace({ traceId });
      assert.deepEqual(flow.messages.map(({ name }) => name).sort(), [
        'catalog.mine',
        'city.evt.catalog.mine.v1',
      ]);
      const stranger = await as(target, person());
      await refuses('trace-unknown', () => stranger.getTrace({ traceId }));
      assert.deepEqual((await stranger.listTraces({})).items, []);
      const auditor = await as(target, { ...person(), roles: ['audit.reader'] });
      assert.equal((await auditor.getTrace({ traceId })).messages.length, 3);
      const own = await (await as(target, me)).listTraces({});
      assert.deepEqual(
        own.items.map((item) => item.traceId),
        [traceId],
      );
    },
  },
  {
    name: 'answers trace-unknown for a trace of which nothing is kept',
    run: async (target) => {
      const client = await as(target);
      await refuses('trace-unknown', () => client.getTrace({ traceId: newTraceId() }));
      await refuses('invalid-request', () => client.getTrace({ traceId: 'ABC' }));
    },
  },
  {
    name: 'lists traces by service, operation, actor, outcome, time and duration',
    run: async (target) => {
      const { subject } = person();
      const start = Date.now();
      const quick = newTraceId();
      const refused = newTraceId();
      const event = randomUUID();
      await told(target, [
        span({ traceId: quick, kind: 'http', actor: subject, start, ms: 2, name: 'shop.look' }),
        span({ traceId: refused, kind: 'http', actor: subject, start: start + 1, ms: 900, name: 'shop.buy' }),
        span({
          traceId: refused,
          start: start + 1,
          actor: subject,
          outcome: 'refused',
          status: 422,
          code: 'sold-out',
          name: 'shop.buy',
        }),
        span({
          traceId: refused,
          start: start + 2,
          kind: 'publish',
          name: 'city.evt.shop.refused.v1',
          event,
        }),
      ]);
      const client = await as(target);
      const found = async (filter: object) =>
        (await client.listTraces({ actor: subject, ...filter })).items.map(({ traceId }) => traceId);
      const iso = (ms: number) => new Date(ms).toISOString();
      assert.deepEqual(await found({}), [refused, quick]);
      assert.deepEqual(await found({ operation: 'shop.look' }), [quick]);
      assert.deepEqual(await found({ operation: 'city.evt.shop.refused.v1' }), [refused]);
      assert.deepEqual(await found({ outcome: 'refused' }), [refused]);
      assert.deepEqual(await found({ outcome: 'ok' }), [quick]);
      assert.deepEqual(await found({ minMs: 500 }), [refused]);
      assert.deepEqual(await found({ service: 'integrator' }), [refused, quick]);
      assert.deepEqual(await found({ service: 'nobody' }), []);
      assert.deepEqual(await found({ since: iso(start + 1) }), [refused]);
      assert.deepEqual(await found({ until: iso(start + 1) }), [quick]);
      assert.deepEqual(await found({ actor: person().subject }), []);
    },
  },
  {
    name: 'walks the list by cursor, each trace once, newest first',
    run: async (target) => {
      const { subject } = person();
      const start = Date.now();
      const ids = Array.from({ length: 5 }, newTraceId);
      await told(
        target,
        ids.map((traceId, at) => span({ traceId, kind: 'http', actor: subject, start: start + at })),
      );
      const client = await as(target);
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await client.listTraces({ actor: subject, limit: 2, ...(cursor && { cursor }) });
        seen.push(...page.items.map(({ traceId }) => traceId));
        cursor = page.next;
      } while (cursor);
      assert.deepEqual(seen, [...ids].reverse());
      await refuses('invalid-request', () => client.listTraces({ cursor: 'bm8' }));
    },
  },
  {
    name: 'says what a trace began with though its first span comes last',
    run: async (target) => {
      const traceId = newTraceId();
      const [first, second] = [newSpanId(), newSpanId()];
      const { subject } = person();
      await told(target, [span({ traceId, parentId: second, name: 'shop.buy', actor: subject })]);
      await told(target, [
        span({ traceId, spanId: second, parentId: first, kind: 'call', peer: 'shop', name: 'shop.buy' }),
        span({
          traceId,
          spanId: first,
          kind: 'http',
          name: 'shop.buy',
          address: 'POST /shop',
          actor: subject,
        }),
      ]);
      const client = await as(target);
      await eventually(async () => {
        const [item] = (await client.listTraces({ actor: subject })).items;
        assert.equal(item?.address, 'POST /shop');
        assert.equal(item?.spans, 3);
      });
      assert.equal((await client.getTrace({ traceId })).complete, true);
    },
  },
];

export const traceExamples = examplesOf(Telemetry, {
  getTrace: async (target) => {
    const traceId = newTraceId();
    await told(target, [span({ traceId })]);
    return { caller: operator(), replace: { traceId } };
  },
  listTraces: async () => ({ caller: operator() }),
  getTelemetryFigures: async () => ({ caller: operator() }),
});
