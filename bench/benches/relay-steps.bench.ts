import { randomUUID } from 'node:crypto';
import type { AnyBulkWriteOperation, Collection, Document } from 'mongodb';
import { v7 as newUuid } from 'uuid';
import type { CloudEvent } from '#libs/contract-kit';
import { EventPublisher } from '#libs/messaging';
import { AggregateStore, openDatabase, Relay, ServiceStore } from '#libs/store';
import type { Bench } from '../bench.js';
import { benchContract, entryWith15Items, ITEM } from '../bench-service.js';
import { compare, type Side } from '../harness.js';
import { CITY, SERVICE } from '../worker-asks.js';

const BATCH = 128;
const EVENTS = 2_048;

/** The relay end to end, and its steps one by one: publish with fsync, keep, pull. */
export const relayStepsBench: Bench = {
  name: 'relay-steps',
  summary: 'the relay: drain rate end to end, and the cost of an event in each step',
  async run({ rounds, city }) {
    const { connection, mongoUri } = await city();
    const { client, db } = await openDatabase(mongoUri, CITY, 'bench-relay');
    try {
      const store = new ServiceStore(db, CITY);
      const items = new AggregateStore(ITEM, store).documents as unknown as Collection<Waiting>;
      await store.prepare();
      const publisher = new EventPublisher(connection);
      const publish = (event: CloudEvent) => publisher.publish(event, { once: true });
      const publishing = (inFlight: number, operations: number): Side => ({
        name: `publish, ${inFlight} in flight`,
        operations,
        concurrency: inFlight,
        run: () => publish(newEvent()),
      });

      let relay: Relay | undefined;
      const drain: Side = {
        name: 'relay: pending → stream → events → pulled',
        operations: 1,
        concurrency: 1,
        units: EVENTS,
        before: async () => {
          await items.insertMany(Array.from({ length: EVENTS }, waiting));
          relay = new Relay({ store, publish, announce: () => {}, failed: rethrow });
        },
        run: async () => {
          relay?.start();
          while ((relay?.moved ?? EVENTS) < EVENTS) await new Promise((resolve) => setTimeout(resolve, 2));
        },
        after: async () => relay?.stop(),
      };
      const whole = await compare(
        {
          title: `drain of ${EVENTS} pending events (3 KB each, one an aggregate)`,
          unit: 'event',
          peer: `publish, ${BATCH} in flight`,
          sides: [publishing(BATCH, EVENTS), drain],
        },
        rounds,
      );

      const batch: CloudEvent[] = [];
      const documents: Waiting[] = [];
      const keep: Side = {
        name: `keep: insertMany of ${BATCH}`,
        operations: 8,
        concurrency: 1,
        units: BATCH,
        before: async () => {
          batch.splice(0, batch.length, ...Array.from({ length: BATCH }, newEvent));
        },
        run: () =>
          store.events.insertMany(
            batch.map((event) => ({ ...event, ...freshIds() })),
            { ordered: false },
          ),
      };
      const fill = async () => {
        documents.splice(0, documents.length, ...Array.from({ length: BATCH * 8 }, waiting));
        await items.insertMany([...documents]);
      };
      const pullSide = (
        name: string,
        pull: (document: Waiting) => AnyBulkWriteOperation<Waiting>,
        journal: boolean,
      ): Side => ({
        name,
        operations: 8,
        concurrency: 1,
        units: BATCH,
        before: fill,
        run: (index) => {
          const from = (index % 8) * BATCH;
          const operations = documents.slice(from, from + BATCH).map(pull);
          return items.bulkWrite(operations, {
            ordered: false,
            ...(!journal && { writeConcern: { w: 1, journal: false } }),
          });
        },
        after: async () => {
          const local = { readConcern: { level: 'local' } } as const; // the majority sees the unjournaled later
          const left = await items.countDocuments({ pendingAt: { $type: 'date' } }, local);
          await items.deleteMany({});
          if (left === BATCH * 8) throw new Error('the pull did not pull');
        },
      });
      const steps = await compare(
        {
          title: 'steps of the relay',
          unit: 'event',
          peer: 'publish, 1 in flight',
          sides: [
            publishing(1, 300),
            publishing(32, 1_024),
            publishing(64, 1_024),
            keep,
            pullSide(`pull: bulkWrite of ${BATCH}, as the relay does`, pullByPipeline, true),
            pullSide(`pull: by plain operators`, pullByOperators, true),
            pullSide(`pull: as the relay does, not journaled`, pullByPipeline, false),
          ],
        },
        rounds,
      );
      return { comparisons: [whole, steps], notes: [] };
    } finally {
      await client.close();
    }
  },
};

interface Waiting extends Document {
  _id: string;
  v: number;
  pending: CloudEvent[];
  pendingAt?: Date;
}

const EVENT_TYPE = benchContract(SERVICE).events.itemRegistered;
const PROVIDER = { code: '11370000MB284651XL', name: '示例单位' };

function freshIds() {
  const id = newUuid();
  const aggregateid = newUuid();
  return { _id: id, id, aggregateid, subject: `item/${aggregateid}` };
}

function newEvent(): CloudEvent {
  const { id, aggregateid, subject } = freshIds();
  return {
    specversion: '1.0',
    id,
    source: `/${CITY}/${SERVICE}`,
    type: EVENT_TYPE.subject,
    subject,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    aggregatetype: 'item',
    aggregateid,
    aggregateversion: 1,
    actor: 'person:bench',
    causationid: randomUUID(),
    correlationid: randomUUID(),
    data: { id: aggregateid, provider: PROVIDER, fields: entryWith15Items(`中 ${aggregateid}`) },
  };
}

/** An aggregate as the command leaves it: one event waits. */
function waiting(): Waiting {
  const event = newEvent();
  const now = new Date();
  return {
    _id: event.aggregateid,
    v: 1,
    schema: 1,
    state: event.data,
    derived: { titleKey: event.aggregateid },
    pending: [event],
    pendingAt: now,
    commands: [],
    createdAt: now,
    updatedAt: now,
  };
}

/** The update that `Relay` makes. */
function pullByPipeline({ _id, pending }: Waiting): AnyBulkWriteOperation<Waiting> {
  const ids = pending.map((event) => event.id);
  const rest = { $filter: { input: '$pending', cond: { $not: [{ $in: ['$$this.id', ids] }] } } };
  return {
    updateOne: {
      filter: { _id },
      update: [
        { $set: { pending: rest } },
        { $set: { pendingAt: { $cond: [{ $eq: ['$pending', []] }, '$$REMOVE', '$pendingAt'] } } },
      ],
    },
  };
}

/** The same where nothing was committed meanwhile: the version says so. */
function pullByOperators({ _id, v }: Waiting): AnyBulkWriteOperation<Waiting> {
  return { updateOne: { filter: { _id, v }, update: { $set: { pending: [] }, $unset: { pendingAt: '' } } } };
}

function rethrow(error: unknown): never {
  throw error;
}
