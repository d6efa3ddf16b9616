import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import type { CloudEvent } from '#libs/contract-kit';
import {
  DeadLetters,
  EventConsumer,
  EventPublisher,
  EventTooEarly,
  type NatsConnection,
  type TakeEvent,
} from '#libs/messaging';
import { eventually, TestCity } from '#libs/testing';
import { connectAs, Echo, echoContract } from './echo.js';

let city: TestCity;
let connection: NatsConnection;
let publisher: EventPublisher;
let letters: DeadLetters;
const running: EventConsumer[] = [];

beforeAll(async () => {
  city = await TestCity.start([Echo]);
  connection = await connectAs(city, 'echo');
  publisher = new EventPublisher(connection);
  letters = new DeadLetters(connection, 'echo');
});

afterEach(async () => {
  for (const consumer of running.splice(0)) await consumer.stop();
  const manager = await jetstreamManager(city.operator);
  await manager.streams.purge('EVENTS');
  await manager.streams.purge('DEAD_LETTERS_echo');
  await manager.consumers.delete('EVENTS', 'echo_listener').catch(() => false);
});

afterAll(async () => {
  await connection?.close();
  await city?.stop();
});

const { subject } = Echo.events.spoken;

function spoken(aggregate: string, version: number): CloudEvent<{ text: string }> {
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: '/testcity/echo',
    type: subject,
    subject: `talk/${aggregate}`,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    aggregatetype: 'talk',
    aggregateid: aggregate,
    aggregateversion: version,
    actor: 'person:tests',
    causationid: 'c',
    correlationid: 'c',
    data: { text: `${aggregate}${version}` },
  };
}

const publish = (event: CloudEvent) => publisher.publish(event, { once: true });
const text = (event: CloudEvent) => (event.data as { text: string }).text;

interface Listening {
  readonly failures: string[];
  readonly consumer: EventConsumer;
}

async function listen(
  take: TakeEvent,
  options: { backOff?: number[]; ackWaitMs?: number; over?: NatsConnection } = {},
): Promise<Listening> {
  const failures: string[] = [];
  const consumer = new EventConsumer({
    connection: options.over ?? connection,
    contract: echoContract,
    name: 'listener',
    subjects: [subject],
    take,
    deadLetters: letters,
    failed: (event, _error, next) => {
      failures.push(`${event ? text(event) : '?'} ${next}`);
    },
    backOff: options.backOff ?? [10, 20],
    ...(options.ackWaitMs && { ackWaitMs: options.ackWaitMs }),
  });
  await consumer.start();
  running.push(consumer);
  return { failures, consumer };
}

/** Takes events as a projection does: each version after the one before, repeated ones dropped. */
function projection(fails: (event: CloudEvent) => boolean = () => false) {
  const seen = new Map<string, number>();
  const taken: string[] = [];
  const take: TakeEvent = async (event) => {
    if (fails(event)) throw new Error(`cannot take ${text(event)}`);
    const known = seen.get(event.aggregateid) ?? 0;
    if (event.aggregateversion <= known) return;
    if (event.aggregateversion > known + 1) throw new EventTooEarly(event, known + 1);
    seen.set(event.aggregateid, event.aggregateversion);
    taken.push(text(event));
  };
  return { take, taken };
}

describe('a consumer of events', () => {
  it('takes the events of each aggregate in their order, one after another', async () => {
    const taken = new Map<string, number[]>();
    const under = new Map<string, number>();
    let together = 0;
    await listen(async ({ aggregateid: id, aggregateversion: version }) => {
      under.set(id, (under.get(id) ?? 0) + 1);
      together = Math.max(together, under.get(id) ?? 0);
      await new Promise((resolve) => setTimeout(resolve, version % 3));
      taken.set(id, [...(taken.get(id) ?? []), version]);
      under.set(id, (under.get(id) ?? 0) - 1);
    });
    const aggregates = Array.from({ length: 12 }, (_, index) => `a${index}`);
    for (let version = 1; version <= 10; version++)
      await Promise.all(aggregates.map((aggregate) => publish(spoken(aggregate, version))));
    await eventually(() => expect([...taken.values()].flat()).toHaveLength(120));
    for (const versions of taken.values()) expect(versions).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(together).toBe(1);
  });

  it('stores an event once that is published twice', async () => {
    const { take, taken } = projection();
    await listen(take);
    const event = spoken('a', 1);
    await publish(event);
    await publish(event);
    await publish(spoken('a', 2));
    await eventually(() => expect(taken).toEqual(['a1', 'a2']));
    const { state } = await (await jetstreamManager(city.operator)).streams.info('EVENTS');
    expect(state.messages).toBe(2);
  });

  it('brings an event again that was not taken, with the pauses asked for', async () => {
    const tries: number[] = [];
    const { failures } = await listen(
      async () => {
        tries.push(performance.now());
        if (tries.length < 3) throw new Error('not yet');
      },
      { backOff: [60, 120] },
    );
    await publish(spoken('a', 1));
    await eventually(() => expect(tries).toHaveLength(3));
    const [first = 0, second = 0, third = 0] = tries;
    expect(second - first).toBeGreaterThanOrEqual(50);
    expect(third - second).toBeGreaterThanOrEqual(110);
    expect(failures).toEqual(['a1 again', 'a1 again']);
  });

  it('keeps an event as a dead letter after its last try, with the reason', async () => {
    const { failures } = await listen(async () => {
      throw new TypeError('no place for 中文\nin headers');
    });
    const event = spoken('a', 1);
    await publish(event);
    const { items, total } = await eventually(async () => {
      const page = await letters.list(1, 10);
      expect(page.total).toBe(1);
      return page;
    });
    expect(total).toBe(1);
    expect(items).toEqual([
      expect.objectContaining({
        consumer: 'listener',
        eventId: event.id,
        eventType: subject,
        deliveries: 3,
        error: expect.stringMatching(/^TypeError: no place for {1,2}in headers$/),
      }),
    ]);
    expect(failures).toEqual(['a1 again', 'a1 again', 'a1 deadLetter']);
  });

  it('goes on with other aggregates while one fails', async () => {
    const { take, taken } = projection(({ aggregateid }) => aggregateid === 'bad');
    await listen(take, { backOff: [50, 50, 50] });
    await publish(spoken('bad', 1));
    for (let index = 0; index < 30; index++) await publish(spoken(`good${index}`, 1));
    await eventually(() => expect(taken).toHaveLength(30));
    await eventually(async () => expect((await letters.list(1, 10)).total).toBe(1));
  });

  it('takes the followers of a failed event once it is taken, in order', async () => {
    let failing = 2;
    const { take, taken } = projection(({ aggregateversion }) => aggregateversion === 1 && failing-- > 0);
    await listen(take, { backOff: [40, 40, 40] });
    for (let version = 1; version <= 5; version++) await publish(spoken('a', version));
    await eventually(() => expect(taken).toEqual(['a1', 'a2', 'a3', 'a4', 'a5']));
    expect((await letters.list(1, 10)).total).toBe(0);
  });

  it('waits for the predecessor that a killed instance took with it, and loses no follower', async () => {
    const doomed = await connectAs(city, 'echo');
    let got = 0;
    const dead = await listen(
      async () => {
        got++;
        await new Promise(() => {}); // killed: never says anything again
      },
      { over: doomed, ackWaitMs: 1_500 },
    );
    await publish(spoken('a', 1));
    await eventually(() => expect(got).toBe(1));
    running.splice(running.indexOf(dead.consumer), 1);
    await doomed.close();
    const { take, taken } = projection();
    await listen(take, { backOff: [10, 10], ackWaitMs: 1_500 });
    await publish(spoken('a', 2)); // comes before its predecessor's time to be brought again is over
    await eventually(() => expect(taken).toEqual(['a1', 'a2']));
    expect((await letters.list(1, 10)).total).toBe(0);
  });

  it('waits at its end for the events under way', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let begun = 0;
    let done = 0;
    const { consumer } = await listen(async () => {
      begun++;
      await released;
      done++;
    });
    await publish(spoken('a', 1));
    await publish(spoken('b', 1));
    await eventually(() => expect(begun).toBe(2));
    let stopped = false;
    const stopping = consumer.stop().then(() => {
      stopped = true;
    });
    await publish(spoken('c', 1));
    expect(stopped).toBe(false);
    release();
    await stopping;
    expect(done).toBe(2);
  });

  it('goes on where it stopped, after a restart', async () => {
    const first = projection();
    const { consumer } = await listen(first.take);
    await publish(spoken('a', 1));
    await eventually(() => expect(first.taken).toEqual(['a1']));
    await consumer.stop();
    await publish(spoken('a', 2));
    const second: string[] = [];
    await listen(async (event) => {
      second.push(text(event));
    });
    await publish(spoken('a', 3));
    await eventually(() => expect(second).toEqual(['a2', 'a3']));
  });

  it('drops what is no event, and goes on', async () => {
    const { take, taken } = projection();
    const { failures } = await listen(take);
    city.operator.publish(subject, 'not JSON');
    await publish(spoken('a', 1));
    await eventually(() => expect(taken).toEqual(['a1']));
    expect(failures).toEqual(['? dropped']);
  });
});

describe('the dead letters of a service', () => {
  it('are listed oldest first, a page at a time', async () => {
    for (let version = 1; version <= 5; version++)
      await letters.keep('listener', spoken('a', version), new Error(`fault ${version}`), version);
    const first = await letters.list(1, 2);
    expect(first.total).toBe(5);
    expect(first.items.map(({ error }) => error)).toEqual(['Error: fault 1', 'Error: fault 2']);
    const second = await letters.list(first.next ?? 0, 2);
    const third = await letters.list(second.next ?? 0, 2);
    expect([...second.items, ...third.items].map(({ deliveries }) => deliveries)).toEqual([3, 4, 5]);
    expect(third.next).toBeUndefined();
    expect(await letters.list((third.items[0]?.sequence ?? 0) + 1, 2)).toEqual({ items: [], total: 5 });
  });

  it('give the whole event back, and are gone once removed', async () => {
    const event = spoken('a', 1);
    await letters.keep('listener', event, 'no error object', 6);
    const [letter] = (await letters.list(1, 10)).items;
    const sequence = letter?.sequence ?? 0;
    const kept = await letters.get(sequence);
    expect(kept).toMatchObject({ event, error: 'no error object', deliveries: 6 });
    await letters.remove(sequence);
    expect(await letters.get(sequence)).toBeUndefined();
    expect((await letters.list(1, 10)).items).toEqual([]);
  });

  it('skip the gaps that replayed letters leave', async () => {
    for (let version = 1; version <= 4; version++)
      await letters.keep('listener', spoken('a', version), new Error('x'), version);
    const { items } = await letters.list(1, 10);
    for (const { sequence } of items.slice(1, 3)) await letters.remove(sequence);
    expect((await letters.list(1, 10)).items.map(({ deliveries }) => deliveries)).toEqual([1, 4]);
  });

  it('hold an event once, even if it is kept again after a crash', async () => {
    const event = spoken('a', 1);
    await letters.keep('listener', event, new Error('x'), 6);
    await letters.keep('listener', event, new Error('x'), 7);
    expect((await letters.list(1, 10)).total).toBe(1);
  });
});
