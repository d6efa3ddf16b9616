import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '#libs/contract-kit';
import { type KeptEvent, Relay } from '#libs/store';
import { eventually, startTestServers, type TestServers } from '#libs/testing';
import { call, counted, type OpenCounters, openCounters } from './counter.js';

let servers: TestServers;
let open: OpenCounters;
const running: Relay[] = [];

beforeAll(async () => {
  servers = await startTestServers([]);
});
afterAll(() => servers?.stop());
beforeEach(async () => {
  open = await openCounters(servers);
});
afterEach(async () => {
  for (const relay of running.splice(0)) await relay.stop();
  await open?.close();
});

/** What the stream holds: each event once by its id, in the order in which it came (as JetStream has it). */
class Stream {
  readonly stored: CloudEvent[] = [];
  calls = 0;

  publish = async (event: CloudEvent): Promise<void> => {
    this.calls++;
    await new Promise((resolve) => setImmediate(resolve));
    if (!this.stored.some(({ id }) => id === event.id)) this.stored.push(event);
  };
}

interface Started {
  readonly relay: Relay;
  readonly failures: unknown[];
  announced: number;
}

function startRelay(publish: (event: CloudEvent) => Promise<void>, { store } = open): Started {
  const failures: unknown[] = [];
  const relay = new Relay({
    store,
    publish,
    announce: () => {
      started.announced++;
    },
    failed: (error) => {
      failures.push(error);
    },
  });
  const started: Started = { relay, failures, announced: 0 };
  relay.start();
  running.push(relay);
  return started;
}

const begin = (id: string, { counters } = open) =>
  counters.create(
    id,
    {},
    call(),
    () => [counted(id, 0)],
    () => new Error('taken'),
  );
const count = (id: string, times = 1, { counters } = open) =>
  counters.update(id, {}, call(), () => Array.from({ length: times }, () => counted(id, 1)));

const stillPending = () =>
  open.counters.documents.countDocuments({
    $or: [{ pendingAt: { $exists: true } }, { 'pending.0': { $exists: true } }],
  });
const nothingPending = () => eventually(async () => expect(await stillPending()).toBe(0));

async function kept(): Promise<Map<string, number[]>> {
  const versions = new Map<string, number[]>();
  for await (const event of open.store.events.find().sort({ aggregateversion: 1 }))
    versions.set(event.aggregateid, [...(versions.get(event.aggregateid) ?? []), event.aggregateversion]);
  return versions;
}

function versionsOf(events: readonly CloudEvent[]): Map<string, number[]> {
  const versions = new Map<string, number[]>();
  for (const event of events)
    versions.set(event.aggregateid, [...(versions.get(event.aggregateid) ?? []), event.aggregateversion]);
  return versions;
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe('the relay', () => {
  it('publishes every event once and in the order of its aggregate, keeps it, and pulls it', async () => {
    const stream = new Stream();
    startRelay(stream.publish);
    const ids = Array.from({ length: 8 }, () => randomUUID());
    await Promise.all(
      ids.map(async (id) => {
        await begin(id);
        for (let round = 0; round < 5; round++) await count(id, 2);
      }),
    );
    await nothingPending();
    expect(stream.calls).toBe(8 * 11);
    const published = versionsOf(stream.stored);
    const inHistory = await kept();
    for (const id of ids) {
      expect(published.get(id)).toEqual(upTo(11));
      expect(inHistory.get(id)).toEqual(upTo(11));
    }
    expect(await open.store.events.countDocuments()).toBe(8 * 11);
    const [document] = await open.counters.documents.find({ _id: ids[0] as string }).toArray();
    expect(document).toMatchObject({ v: 11, pending: [], state: { count: 10 } });
    expect(document).not.toHaveProperty('pendingAt');
  });

  it('keeps events exactly as they were published', async () => {
    const stream = new Stream();
    startRelay(stream.publish);
    const id = randomUUID();
    await begin(id);
    await nothingPending();
    const [event] = await open.store.events.find({ aggregateid: id }).toArray();
    const { _id, ...rest } = event as KeptEvent;
    expect(rest).toEqual(stream.stored[0]);
    expect(_id).toBe(rest.id);
  });

  it('wakes on commit: it does not wait for its sweep', async () => {
    const stream = new Stream();
    startRelay(stream.publish);
    const id = randomUUID();
    await begin(id);
    await nothingPending();
    const began = performance.now();
    for (let round = 1; round <= 10; round++) {
      await count(id);
      await eventually(() => expect(stream.stored).toHaveLength(round + 1));
    }
    // Each commit follows right on a move; by the sweep alone each would wait for half a second.
    expect((performance.now() - began) / 10).toBeLessThan(300);
  });

  it('announces a commit to the active relay when it is not that itself', async () => {
    const active = new Stream();
    const first = startRelay(active.publish);
    await eventually(() => expect(first.relay.active).toBe(true));
    const other = await openCounters(servers, open.store.cityId);
    const idle = new Stream();
    const second = startRelay(idle.publish, other);
    await begin(randomUUID(), other);
    await eventually(() => expect(second.announced).toBeGreaterThan(0));
    await eventually(() => expect(active.stored).toHaveLength(1)); // its sweep, or a wake by the announcement
    expect(idle.calls).toBe(0);
    await begin(randomUUID());
    expect(first.announced).toBe(0);
    await second.relay.stop();
    await other.close();
  });

  it('is active in one instance at a time; the other takes over when it stops', async () => {
    const other = await openCounters(servers, open.store.cityId);
    const [one, two] = [new Stream(), new Stream()];
    const first = startRelay(one.publish);
    await eventually(() => expect(first.relay.active).toBe(true));
    const second = startRelay(two.publish, other);
    const ids = Array.from({ length: 6 }, () => randomUUID());
    await Promise.all(ids.map((id, index) => begin(id, index % 2 ? open : other)));
    await nothingPending();
    expect(two.calls).toBe(0);
    expect(one.stored).toHaveLength(6);
    await first.relay.stop();
    await eventually(() => expect(second.relay.active).toBe(true));
    await Promise.all(ids.map((id) => count(id)));
    await nothingPending();
    expect(two.stored).toHaveLength(6);
    expect(one.calls).toBe(6);
    for (const versions of (await kept()).values()) expect(versions).toEqual([1, 2]);
    await second.relay.stop();
    await other.close();
  });

  it('moves what is there before it stops', async () => {
    const stream = new Stream();
    const { relay } = startRelay(stream.publish);
    await eventually(() => expect(relay.active).toBe(true));
    await Promise.all(Array.from({ length: 30 }, () => begin(randomUUID())));
    await relay.stop();
    expect(stream.stored).toHaveLength(30);
    expect(await stillPending()).toBe(0);
    expect(await open.store.db.collection('leases').countDocuments()).toBe(0);
  });

  it('moves more aggregates than one batch holds', async () => {
    await Promise.all(Array.from({ length: 300 }, () => begin(randomUUID())));
    const stream = new Stream();
    startRelay(stream.publish);
    await nothingPending();
    expect(stream.stored).toHaveLength(300);
    expect(await open.store.events.countDocuments()).toBe(300);
  });
});

describe('the relay after a failure', () => {
  it('goes on where the stream refused, in order, and loses and doubles nothing', async () => {
    const id = randomUUID();
    await begin(id);
    await count(id, 4);
    const stream = new Stream();
    let refusals = 2;
    const { failures } = startRelay(async (event) => {
      if (event.aggregateversion === 3 && refusals-- > 0) throw new Error('no acknowledgement');
      await stream.publish(event);
    });
    await nothingPending();
    expect(failures).toHaveLength(2);
    expect(versionsOf(stream.stored).get(id)).toEqual([1, 2, 3, 4, 5]);
    expect((await kept()).get(id)).toEqual([1, 2, 3, 4, 5]);
  });

  it('does not hold up other aggregates while the stream refuses the events of one', async () => {
    const [bad, good] = [randomUUID(), randomUUID()];
    await begin(bad);
    await begin(good);
    const stream = new Stream();
    let healed = false;
    const { failures } = startRelay(async (event) => {
      if (event.aggregateid === bad && !healed) throw new Error('too large');
      await stream.publish(event);
    });
    await eventually(async () => expect((await kept()).get(good)).toEqual([1]));
    await count(good);
    await eventually(async () => expect((await kept()).get(good)).toEqual([1, 2]));
    expect(failures.length).toBeGreaterThan(0);
    expect((await kept()).get(bad)).toBeUndefined();
    healed = true;
    await nothingPending();
    expect((await kept()).get(bad)).toEqual([1]);
  });

  it('publishes again what it may not have kept: killed between publish and keep', async () => {
    const id = randomUUID();
    await begin(id);
    await count(id, 2);
    const stream = new Stream();
    const document = await open.counters.documents.findOne({ _id: id });
    for (const event of document?.pending.slice(0, 2) ?? []) await stream.publish(event); // and then killed
    startRelay(stream.publish);
    await nothingPending();
    expect(versionsOf(stream.stored).get(id)).toEqual([1, 2, 3]);
    expect((await kept()).get(id)).toEqual([1, 2, 3]);
  });

  it('keeps each event once: killed in the middle of keep', async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    for (const id of [one, two]) {
      await begin(id);
      await count(id, 2);
    }
    const document = await open.counters.documents.findOne({ _id: one });
    const some = (document?.pending ?? []).slice(0, 2).map((event) => ({ _id: event.id, ...event }));
    await open.store.events.insertMany(some); // and then killed
    const stream = new Stream();
    startRelay(stream.publish);
    await nothingPending();
    expect(await kept()).toEqual(
      new Map([
        [one, [1, 2, 3]],
        [two, [1, 2, 3]],
      ]),
    );
    expect(await open.store.events.countDocuments()).toBe(6);
  });

  it('pulls what it has kept: killed between keep and pull, with a commit since', async () => {
    const id = randomUUID();
    await begin(id);
    const document = await open.counters.documents.findOne({ _id: id });
    const all = (document?.pending ?? []).map((event) => ({ _id: event.id, ...event }));
    await open.store.events.insertMany(all); // and then killed
    await count(id);
    const stream = new Stream();
    startRelay(stream.publish);
    await nothingPending();
    expect((await kept()).get(id)).toEqual([1, 2]);
    expect((await open.counters.load(id)).state).toEqual({ count: 1 });
  });

  it('clears the mark of an aggregate that has nothing pending', async () => {
    const id = randomUUID();
    await begin(id);
    await open.counters.documents.updateOne({ _id: id }, { $set: { pending: [] } });
    startRelay(new Stream().publish);
    await nothingPending();
    expect(await open.store.events.countDocuments()).toBe(0);
  });

  it('leaves a commit alone that came while it was moving', async () => {
    const id = randomUUID();
    await begin(id);
    const stream = new Stream();
    let between = true;
    startRelay(async (event) => {
      if (between) {
        between = false;
        await count(id); // commits after the relay has read the aggregate
      }
      await stream.publish(event);
    });
    await nothingPending();
    expect(versionsOf(stream.stored).get(id)).toEqual([1, 2]);
    expect((await kept()).get(id)).toEqual([1, 2]);
  });

  it('says since when the oldest event waits, not since when the aggregate is busy', async () => {
    const id = randomUUID();
    await begin(id);
    const long = new Date(Date.now() - 60_000);
    await open.counters.documents.updateOne({ _id: id }, { $set: { pendingAt: long } });
    let first = true;
    let healed = false;
    startRelay(async ({ aggregateversion }) => {
      if (first) {
        first = false;
        await count(id);
      }
      if (aggregateversion === 2 && !healed) throw new Error('not yet');
    });
    await eventually(async () => {
      const document = await open.counters.documents.findOne({ _id: id });
      expect(document?.pending.map(({ aggregateversion }) => aggregateversion)).toEqual([2]);
      expect(document?.pendingAt?.getTime()).toBeGreaterThan(long.getTime() + 30_000);
    });
    healed = true;
    await nothingPending();
  });

  it('loses and doubles nothing when publish, keep and pull fail at random', async () => {
    const ids = Array.from({ length: 10 }, () => randomUUID());
    const stream = new Stream();
    let fate = 1;
    const unlucky = () => {
      fate = (fate * 16_807) % 2_147_483_647; // a fixed course of chance
      return fate % 25 === 0;
    };
    const { store } = open;
    const insertMany = store.events.insertMany.bind(store.events);
    const { documents } = open.counters;
    const bulkWrite = documents.bulkWrite.bind(documents);
    store.events.insertMany = async (...args) => {
      if (unlucky()) throw new Error('connection lost before keep');
      const done = await insertMany(...args);
      if (unlucky()) throw new Error('connection lost after keep');
      return done;
    };
    documents.bulkWrite = async (...args) => {
      if (unlucky()) throw new Error('connection lost before pull');
      return bulkWrite(...args);
    };
    const { failures } = startRelay(async (event) => {
      if (unlucky()) throw new Error('lost before the stream');
      await stream.publish(event);
      if (unlucky()) throw new Error('acknowledgement lost');
    });
    await Promise.all(
      ids.map(async (id) => {
        await begin(id);
        for (let round = 0; round < 3; round++) await count(id);
      }),
    );
    await eventually(async () => expect(await stillPending()).toBe(0), 20_000);
    expect(failures.length).toBeGreaterThan(0);
    const [published, inHistory] = [versionsOf(stream.stored), await kept()];
    for (const id of ids) {
      expect(published.get(id)).toEqual([1, 2, 3, 4]);
      expect(inHistory.get(id)).toEqual([1, 2, 3, 4]);
    }
  });
});
