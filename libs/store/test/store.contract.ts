import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { refuses } from '#libs/conformance';
import type { CloudEvent } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import {
  type AggregateDocument,
  bodyHash,
  brokeUniqueIndex,
  commandKey,
  creationId,
  Lease,
  Relay,
} from '#libs/store';
import { eventually, startTestServers, type TestServers } from '#libs/testing';
import {
  Count,
  type CounterState,
  Counters,
  call,
  counted,
  type OpenCounters,
  openCounters,
} from './counter.js';

let servers: TestServers;
let open: OpenCounters;

beforeAll(async () => {
  servers = await startTestServers([]);
});
afterAll(() => servers?.stop());
beforeEach(async () => {
  open = await openCounters(servers);
});
afterEach(() => open?.close());

const taken = () => new Error('taken');

const begin = (id: string, by = 0, of: Call = call(), request: Count = { by }) =>
  open.counters.create(id, request, of, () => [counted(id, by, request.name)], taken);

const count = (id: string, by = 1, of: Call = call(), request: Count = { by }) =>
  open.counters.update(id, request, of, () => [counted(id, by)]);

async function document(id: string): Promise<AggregateDocument<CounterState>> {
  const found = await open.counters.documents.findOne({ _id: id });
  if (!found) throw new Error(`no document ${id}`);
  return found;
}

/** Moves all pending events, as in service. */
async function relayOnce(): Promise<void> {
  const relay = new Relay({
    store: open.store,
    publish: async () => {},
    announce: () => {},
    failed: () => {},
  });
  relay.start();
  await eventually(async () =>
    expect(await open.counters.documents.countDocuments({ pendingAt: { $exists: true } })).toBe(0),
  );
  await relay.stop();
}

describe('a command', () => {
  it('is one document: state, version, derived fields, pending event and remembered command together', async () => {
    const id = randomUUID();
    await begin(id, 1);
    await count(id, 2, call({ idempotencyKey: 'k' }));
    const { v, state, derived, pending, pendingAt, commands } = await document(id);
    expect({ v, state, derived }).toEqual({ v: 2, state: { count: 3 }, derived: { even: false } });
    expect(pending.map(({ aggregateversion, data }) => [aggregateversion, data])).toEqual([
      [1, { id, by: 1 }],
      [2, { id, by: 2 }],
    ]);
    expect(pendingAt).toBeInstanceOf(Date);
    expect(commands).toEqual([
      {
        key: commandKey(call({ idempotencyKey: 'k' })),
        hash: bodyHash({ by: 2 }, call()),
        version: 2,
      },
    ]);
  });

  it('gives its events ids, consecutive versions and the context of the request', async () => {
    const id = randomUUID();
    const of = call({ requestId: 'r', correlationId: 'c', caller: { subject: 'person:p', roles: [] } });
    await open.counters.create(id, { by: 0 }, of, () => [counted(id, 1), counted(id, 2)], taken);
    const { pending } = await document(id);
    expect(pending).toHaveLength(2);
    expect(pending.map(({ aggregateversion }) => aggregateversion)).toEqual([1, 2]);
    for (const event of pending) {
      expect(event).toMatchObject({
        specversion: '1.0',
        type: 'city.evt.counter.counted.v1',
        subject: `counter/${id}`,
        actor: 'person:p',
        organisation: '11370000MB284651XL',
        causationid: 'r',
        correlationid: 'c',
        traceparent: of.traceparent,
      });
      expect(event.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/); // UUIDv7
    }
  });

  it('that decides nothing writes nothing', async () => {
    const id = randomUUID();
    await begin(id, 1);
    const before = await document(id);
    expect(await open.counters.update(id, {}, call({ idempotencyKey: 'k' }), () => [])).toMatchObject({
      version: 1,
    });
    expect(await document(id)).toEqual(before);
  });

  it('whose event breaks its own contract is stopped before anything is written', async () => {
    const id = randomUUID();
    await expect(begin(id, -1)).rejects.toThrow('breaks its contract at /by: minimum');
    expect(await open.counters.find(id)).toBeUndefined();
    await begin(id, 1);
    await expect(count(id, -1)).rejects.toThrow('breaks its contract');
    expect((await document(id)).v).toBe(1);
  });

  it('whose decision throws writes nothing', async () => {
    const id = randomUUID();
    await begin(id, 1);
    const decide = () => {
      throw new Error('no');
    };
    await expect(open.counters.update(id, {}, call(), decide)).rejects.toThrow('no');
    expect((await document(id)).v).toBe(1);
  });

  it('on what is not there is answered with not-found', async () => {
    await refuses('not-found', () => count(randomUUID()));
    await refuses('not-found', () => open.counters.load(randomUUID()));
  });

  it('that breaks a unique index writes nothing, and the index is known by name', async () => {
    await begin(randomUUID(), 1, call(), { by: 1, name: 'one' });
    const id = randomUUID();
    const error: unknown = await begin(id, 1, call(), { by: 1, name: 'one' }).catch(
      (thrown: unknown) => thrown,
    );
    expect(brokeUniqueIndex(error, 'name')).toBe(true);
    expect(brokeUniqueIndex(error, 'other')).toBe(false);
    expect(brokeUniqueIndex(new Error('E11000 name'), 'name')).toBe(false);
    expect(await open.counters.find(id)).toBeUndefined();
  });
});

describe('commands at the same time', () => {
  it('all take effect when none names a version, however many they are', async () => {
    const id = randomUUID();
    await begin(id);
    const replies = await Promise.all(Array.from({ length: 100 }, () => count(id)));
    const { v, state, pending } = await document(id);
    expect({ v, state }).toEqual({ v: 101, state: { count: 100 } });
    expect(pending.map(({ aggregateversion }) => aggregateversion)).toEqual(
      Array.from({ length: 101 }, (_, index) => index + 1),
    );
    expect(new Set(replies.map(({ version }) => version)).size).toBe(100);
  });

  it('take effect exactly once when all name the same version; the others are told the present one', async () => {
    const id = randomUUID();
    await begin(id);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => count(id, 1, call({ ifMatch: 1 }))),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await document(id)).toMatchObject({ v: 2, state: { count: 1 } });
    const problem = await refuses('stale-version', () => count(id, 1, call({ ifMatch: 1 })));
    expect(problem.facts.currentVersion).toBe(2);
    await refuses('stale-version', () => count(id, 1, call({ ifMatch: 3 })));
  });

  it('all take effect from two instances as well', async () => {
    const id = randomUUID();
    await begin(id);
    const other = await openCounters(servers, open.store.cityId);
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? open : other).counters.update(id, {}, call(), () => [counted(id, 1)]),
      ),
    );
    expect((await document(id)).state.count).toBe(20);
    await other.close();
  });

  it('give up as stale when a race is lost and nobody waits for the reply any more', async () => {
    const id = randomUUID();
    await begin(id);
    const other = await openCounters(servers, open.store.cityId);
    let decided = 0;
    const overtaken = open.counters.update(id, {}, call({ deadline: Date.now() - 1 }), () => {
      decided++;
      return [counted(id, 1)];
    });
    // The other instance writes between the read and the write of the first.
    const spy = jest.spyOn(open.counters.documents, 'updateOne').mockImplementationOnce(async (...args) => {
      await other.counters.update(id, {}, call(), () => [counted(id, 5)]);
      spy.mockRestore();
      return open.counters.documents.updateOne(...args);
    });
    await refuses('stale-version', () => overtaken);
    expect(decided).toBe(1);
    expect((await document(id)).state.count).toBe(5);
    await other.close();
  });

  it('wait for their turn no longer than their callers do', async () => {
    const id = randomUUID();
    await begin(id);
    const first = count(id);
    await refuses('service-unavailable', () => count(id, 1, call({ deadline: Date.now() - 1 })));
    await first;
    expect((await document(id)).state.count).toBe(1);
  });

  it('fail each for itself: a refused one does not hold up the next', async () => {
    const id = randomUUID();
    await begin(id);
    const outcomes = await Promise.allSettled([
      open.counters.update(id, {}, call(), () => {
        throw new Error('no');
      }),
      count(id),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });
});

describe('a repeated command', () => {
  const keyed = (key: string, changes: Partial<Call> = {}) => call({ idempotencyKey: key, ...changes });
  const creating = (key: string) => call({ idempotencyKey: key }, Counters.operations.begin);

  it('creates once, even if it comes many times at once', async () => {
    const of = creating('k');
    const id = creationId(of);
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => begin(creationId(of), 5, creating('k'))),
    );
    for (const reply of replies) expect(reply).toEqual({ id, version: 1, state: { count: 5 } });
    expect(await open.counters.documents.countDocuments()).toBe(1);
    expect((await document(id)).pending).toHaveLength(1);
  });

  it('changes once, even if it comes many times at once', async () => {
    const id = randomUUID();
    await begin(id);
    const replies = await Promise.all(Array.from({ length: 20 }, () => count(id, 3, keyed('k'))));
    for (const reply of replies) expect(reply).toEqual({ id, version: 2, state: { count: 3 } });
    expect(await document(id)).toMatchObject({ v: 2, state: { count: 3 } });
  });

  it('is answered from memory even if its version is long past', async () => {
    const id = randomUUID();
    await begin(id);
    await count(id, 1, keyed('k', { ifMatch: 1 }));
    await count(id, 1);
    expect(await count(id, 1, keyed('k', { ifMatch: 1 }))).toEqual({ id, version: 2, state: { count: 1 } });
  });

  it('gets its first reply after the relay has moved the events away', async () => {
    const id = randomUUID();
    await begin(id, 10, creating('k0'));
    await count(id, 1, keyed('k1'));
    await count(id, 2);
    await relayOnce();
    await count(id, 4);
    expect((await document(id)).pending).toHaveLength(1);
    expect(await count(id, 1, keyed('k1'))).toEqual({ id, version: 2, state: { count: 11 } });
    expect(await begin(id, 10, creating('k0'))).toEqual({ id, version: 1, state: { count: 10 } });
    expect((await document(id)).v).toBe(4);
  });

  it('is refused when its key comes with another body', async () => {
    const of = creating('k');
    const id = creationId(of);
    await begin(id, 5, of);
    await refuses('idempotency-key-reused', () => begin(id, 6, creating('k')));
    await count(id, 1, keyed('k2'));
    await refuses('idempotency-key-reused', () => count(id, 2, keyed('k2')));
    expect((await document(id)).state.count).toBe(6);
  });

  it('is another command for another caller, another operation or another key', async () => {
    const of = creating('k');
    const ids = [
      creationId(of),
      creationId({ ...of, caller: { subject: 'person:other', roles: [] } }),
      creationId({ ...of, operation: keyed('k').operation }),
      creationId(creating('k3')),
      creationId(call()),
      creationId(call()),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(creationId(creating('k'))).toBe(ids[0]);
    const id = randomUUID();
    await begin(id);
    await count(id, 1, keyed('k'));
    await count(id, 1, keyed('k', { caller: { subject: 'person:other', roles: [] } }));
    expect((await document(id)).state.count).toBe(2);
  });

  it('with the id of something else is refused as taken', async () => {
    const id = randomUUID();
    await begin(id, 1);
    await expect(begin(id, 1, creating('other'))).rejects.toThrow('taken');
  });

  it('is known by its body whatever the order of its keys, credentials left out', () => {
    const of = call();
    const hash = bodyHash({ by: 1, name: 'n', password: 'first' }, of);
    expect(bodyHash({ password: 'second', name: 'n', by: 1 }, of)).toBe(hash);
    expect(bodyHash({ by: 1, name: 'n' }, of)).toBe(hash);
    expect(bodyHash({ by: 2, name: 'n', password: 'first' }, of)).not.toBe(hash);
  });

  it('is remembered if it was the first, or among the last 64', async () => {
    const id = creationId(creating('first'));
    await begin(id, 0, creating('first'));
    for (let index = 0; index < 70; index++) await count(id, 1, keyed(`k${index}`));
    const { commands } = await document(id);
    expect(commands.length).toBeLessThanOrEqual(66);
    expect(await begin(id, 0, creating('first'))).toMatchObject({ version: 1 });
    expect(await count(id, 1, keyed('k69'))).toMatchObject({ version: 71 });
    expect(await count(id, 1, keyed('k10'))).toMatchObject({ version: 12 });
    expect((await document(id)).v).toBe(71);
  });
});

describe('the history of an aggregate', () => {
  const versions = (events: CloudEvent[]) => events.map(({ aggregateversion }) => aggregateversion);

  it('has pending and moved events, each once and in order', async () => {
    const id = randomUUID();
    await begin(id);
    await count(id);
    await relayOnce();
    await count(id);
    // As after a crash between keep and pull: version 3 is in both places.
    const [third] = (await document(id)).pending;
    if (third) await open.store.events.insertOne({ _id: third.id, ...third });
    await count(id);
    expect(versions(await open.counters.history(id))).toEqual([1, 2, 3, 4]);
    expect(versions(await open.counters.history(id, 2))).toEqual([3, 4]);
    expect(await open.counters.history(randomUUID())).toEqual([]);
  });

  it('folds to the stored state, and to what it was at each version', async () => {
    const id = randomUUID();
    await begin(id, 1);
    for (let by = 2; by <= 6; by++) await count(id, by);
    await relayOnce();
    for (let version = 1; version <= 6; version++) {
      const then = await open.counters.at(id, version);
      expect(then).toEqual({ id, version, state: { count: (version * (version + 1)) / 2 } });
    }
    expect((await open.counters.load(id)).state).toEqual((await open.counters.at(id, 6)).state);
  });
});

describe('a lease', () => {
  const lease = (holder: string, milliseconds?: number) =>
    new Lease(open.store.db, 'work', holder, milliseconds);

  it('has one holder, however many ask at once', async () => {
    const asked = Array.from({ length: 12 }, (_, index) => lease(`h${index}`));
    const held = await Promise.all(asked.map((each) => each.hold()));
    expect(held.filter(Boolean)).toHaveLength(1);
    expect(asked.map((each) => each.heldForSure)).toEqual(held);
  });

  it('is renewed by its holder', async () => {
    const mine = lease('a');
    expect(await mine.hold()).toBe(true);
    const first = await open.store.db.collection('leases').findOne({});
    expect(await mine.hold()).toBe(true);
    const second = await open.store.db.collection('leases').findOne({});
    expect(second?.until.getTime()).toBeGreaterThanOrEqual(first?.until.getTime());
    expect(await open.store.db.collection('leases').countDocuments()).toBe(1);
  });

  it('is taken over once it has ended, and only then; the late holder learns it', async () => {
    const [first, second] = [lease('a', 600), lease('b', 600)];
    const began = performance.now();
    expect(await first.hold()).toBe(true);
    expect(await second.hold()).toBe(false); // MongoDB refuses $expr in the filter of an upsert: must not throw
    expect(second.heldForSure).toBe(false);
    await eventually(async () => expect(await second.hold()).toBe(true));
    expect(performance.now() - began).toBeGreaterThan(550);
    expect(first.heldForSure).toBe(false);
    expect(await first.hold()).toBe(false);
  });

  it('ends by the clock of the database, whatever the clock of the holder says', async () => {
    const clock = jest.spyOn(Date, 'now').mockReturnValue(0);
    try {
      expect(await lease('a').hold()).toBe(true);
      expect(await lease('b').hold()).toBe(false);
    } finally {
      clock.mockRestore();
    }
  });

  it('is free at once when it is given up, and only its holder can give it up', async () => {
    const [first, second] = [lease('a'), lease('b')];
    await first.hold();
    await second.release();
    expect(await second.hold()).toBe(false);
    await first.release();
    expect(first.heldForSure).toBe(false);
    expect(await second.hold()).toBe(true);
  });

  it('is no longer sure before it ends', async () => {
    const mine = lease('a', 400);
    await mine.hold();
    await eventually(() => expect(mine.heldForSure).toBe(false));
    const kept = await open.store.db.collection('leases').findOne({});
    const [{ now } = { now: new Date(0) }] = await open.store.db
      .aggregate<{ now: Date }>([{ $documents: [{}] }, { $project: { now: '$$NOW' } }])
      .toArray();
    expect(kept?.until.getTime()).toBeGreaterThan(now.getTime());
  });
});
