import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Db, Document, MongoClient } from 'mongodb';
import {
  AggregateStore,
  type DocumentMigration,
  forecastMigrations,
  happened,
  type Migration,
  type MigrationProgress,
  MigrationRecords,
  Migrator,
  openDatabase,
  ServiceStore,
} from '#libs/store';
import { startTestServers, type TestServers } from '#libs/testing';
import { Counters, call } from './counter.js';

let servers: TestServers;
let client: MongoClient;
let db: Db;
let cities = 0;

beforeAll(async () => {
  servers = await startTestServers([]);
});
afterAll(() => servers?.stop());
beforeEach(async () => {
  const database = await openDatabase(servers.mongoUri, `m${++cities}`, 'thing');
  client = database.client;
  db = database.db;
});
afterEach(() => client?.close());

interface Thing {
  _id: number;
  schema: number;
  name?: string;
  names?: string[];
  changed?: number;
}

/** One name becomes a list of names. Counts how often a stored document went through it. */
const names: DocumentMigration = {
  number: 1,
  name: 'names-as-list',
  about: 'One name becomes a list of names.',
  collection: 'thing',
  schema: 2,
  change: ({ name, ...rest }) => ({ ...rest, names: [name], changed: (rest.changed ?? 0) + 1 }),
};

const shout: DocumentMigration = {
  number: 2,
  name: 'loud-names',
  about: 'Names in capitals.',
  collection: 'thing',
  schema: 3,
  change: (thing) => ({ ...thing, names: thing.names.map((name: string) => name.toUpperCase()) }),
};

const things = () => db.collection<Thing>('thing');

async function fill(count: number): Promise<void> {
  await things().insertMany(
    Array.from({ length: count }, (_, index) => ({ _id: index, schema: 1, name: `n${index}` })),
  );
}

function migrator(migrations: readonly Migration[], told: MigrationProgress[] = [], over = db): Migrator {
  return new Migrator({
    db: over,
    cityId: 'm',
    now: () => new Date(),
    release: '9.9.9',
    migrations,
    progress: (progress) => {
      told.push(progress);
    },
  });
}

describe('migrations', () => {
  it('change every old document once, in order, and tell how far they are', async () => {
    await fill(450);
    const told: MigrationProgress[] = [];
    await migrator([names, shout], told).run();
    expect(await things().findOne({ _id: 7 })).toEqual({ _id: 7, schema: 3, names: ['N7'], changed: 1 });
    expect(await things().countDocuments({ schema: 3, changed: 1 })).toBe(450);
    expect(told.map(({ number, state, done, total }) => [number, state, done, total])).toEqual(
      [1, 2].flatMap((number) => [
        [number, 'running', 0, 450],
        [number, 'running', 200, 450],
        [number, 'running', 400, 450],
        [number, 'running', 450, 450],
        [number, 'done', 450, 450],
      ]),
    );
    const records = await new MigrationRecords(db).all();
    expect(records).toMatchObject([
      { _id: 1, name: 'names-as-list', state: 'done', release: '9.9.9', done: 450, total: 450 },
      { _id: 2, name: 'loud-names', state: 'done' },
    ]);
  });

  it('do nothing the second time', async () => {
    await fill(3);
    await migrator([names]).run();
    const before = await db.collection<Document>('migrations').find().toArray();
    const told: MigrationProgress[] = [];
    await migrator([names], told).run();
    expect(told).toEqual([]);
    expect(await db.collection<Document>('migrations').find().toArray()).toEqual(before);
  });

  it('are only noted on a database where nothing was ever written', async () => {
    const told: MigrationProgress[] = [];
    await migrator([names, shout], told).run();
    expect(told).toEqual([]);
    expect(await new MigrationRecords(db).all()).toMatchObject([
      { _id: 1, state: 'done', fresh: true },
      { _id: 2, state: 'done', fresh: true },
    ]);
  });

  it('foretell what they would do, and the documents that cannot be changed, without a write', async () => {
    await fill(3);
    await things().insertOne({ _id: 9, schema: 2 }); // no names: the second migration cannot take it
    const forecasts = await forecastMigrations({
      db,
      cityId: 'm',
      now: () => new Date(),
      migrations: [names, shout],
    });
    expect(forecasts).toMatchObject([
      { number: 1, effect: '3 documents of thing', faults: [] },
      { number: 2, effect: '4 documents of thing', faults: [expect.stringContaining('document 9')] },
    ]);
    expect(await things().countDocuments({ schema: 1 })).toBe(3);
    expect(await new MigrationRecords(db).all()).toEqual([]);
  });
});

describe('migrations over several instances and kills', () => {
  it('run once when five instances start together; the others wait and say so', async () => {
    await fill(3_000);
    const told: MigrationProgress[][] = Array.from({ length: 5 }, () => []);
    const slow: DocumentMigration = {
      ...names,
      change: async (thing, tools) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        return names.change(thing, tools);
      },
    };
    await Promise.all(told.map((lines) => migrator([slow], lines).run()));
    expect(await things().countDocuments({ schema: 2, changed: 1 })).toBe(3_000);
    expect(told.filter((lines) => lines.some(({ state }) => state === 'done'))).toHaveLength(1);
    expect(told.flat().some(({ state }) => state === 'waiting')).toBe(true);
  });

  it.each([1, 199, 200, 201, 333, 449])(
    'go on after a death at document %i, each changed once',
    async (last) => {
      await fill(450);
      let seen = 0;
      const dying: DocumentMigration = {
        ...names,
        change: (thing, tools) => {
          if (++seen > last) throw new Error('killed');
          return names.change(thing, tools);
        },
      };
      await expect(migrator([dying]).run()).rejects.toThrow(/cannot change document .*: killed/);
      expect(await things().countDocuments({ schema: 2 })).toBe(Math.floor(last / 200) * 200);
      await migrator([names]).run();
      expect(await things().countDocuments({ schema: 2, changed: 1 })).toBe(450);
    },
  );

  it('take a document that somebody writes meanwhile in its newest state', async () => {
    await fill(10);
    let overtaken = false;
    const racing: DocumentMigration = {
      ...names,
      change: async (thing, tools) => {
        if (thing._id === 5 && !overtaken) {
          overtaken = true;
          await things().updateOne({ _id: 5 }, { $set: { name: 'written meanwhile' } });
        }
        return names.change(thing, tools);
      },
    };
    await migrator([racing]).run();
    expect(await things().findOne({ _id: 5 })).toMatchObject({ names: ['written meanwhile'], changed: 1 });
  });

  it('lead to the same documents whatever release each one comes from', async () => {
    // Every mixture of forms that a half-done upgrade can leave, twice over.
    const forms = Array.from({ length: 60 }, (_, index) => ((index * 7919) % 3) + 1);
    const inForm = (id: number, form: number): Thing =>
      form === 1
        ? { _id: id, schema: 1, name: `n${id}` }
        : { _id: id, schema: form, names: [form === 2 ? `n${id}` : `N${id}`] };
    await things().insertMany(forms.map((form, id) => inForm(id, form)));
    await migrator([names, shout]).run();
    const after = await things()
      .find({}, { projection: { changed: 0 } })
      .sort({ _id: 1 })
      .toArray();
    expect(after).toEqual(forms.map((_, id) => ({ _id: id, schema: 3, names: [`N${id}`] })));
  });

  it('are refused when the database is newer, or knows another migration of that number', async () => {
    await fill(1);
    await migrator([names, shout]).run();
    await expect(migrator([names]).run()).rejects.toMatchObject({
      message: expect.stringContaining('migration 2 "loud-names" of release 9.9.9; here the last is 1'),
      remedy: expect.stringContaining('Start release 9.9.9 or newer'),
    });
    await expect(migrator([{ ...names, name: 'another' }, shout]).run()).rejects.toThrow(
      /here 1 is "another"/,
    );
  });

  it('are refused on a half restored database', async () => {
    await db.collection('restoring').insertOne({});
    await expect(migrator([names]).run()).rejects.toThrow(/is being restored/);
  });

  it('must be numbered 1, 2, 3 and raise the schema', () => {
    expect(() => migrator([shout])).toThrow(/number 2, but stands at place 1/);
    expect(() => migrator([names, { ...shout, schema: 2 }])).toThrow(/schema 2 does not rise above 2/);
    expect(() => migrator([{ ...names, name: 'Not Kebab' }])).toThrow(/kebab-case/);
  });

  it('drop an index that stands in the way, and repeat a step from its beginning', async () => {
    await fill(3);
    await db.collection('thing').createIndex({ name: 1 }, { unique: true, name: 'by_name' });
    let runs = 0;
    const step: Migration = {
      number: 2,
      name: 'move-things',
      about: 'Things move to another collection.',
      run: async ({ db: own, progress }) => {
        runs++;
        await progress(0, 3);
        await own
          .collection('thing')
          .aggregate([{ $out: 'item' }])
          .toArray();
        if (runs === 1) throw new Error('killed');
        await progress(3, 3);
      },
    };
    const dropping = { ...names, dropIndexes: [{ collection: 'thing', index: 'by_name' }] };
    await expect(migrator([dropping, step]).run()).rejects.toThrow('killed');
    await migrator([dropping, step]).run();
    expect([runs, await db.collection('item').countDocuments({ schema: 2 })]).toEqual([2, 3]);
    expect((await db.collection('thing').indexes()).map(({ name }) => name)).toEqual(['_id_']);
  });
});

describe('a reader that meets an old document', () => {
  it('gets the present form, and an update stores it', async () => {
    const store = new ServiceStore(db, 'm');
    const aggregates = new AggregateStore<{ names: string[] }>(
      { name: 'thing', schemaVersion: 2, apply: (_state, event) => event.data, indexes: [] },
      store,
    );
    store.readOldFormsBy([
      { ...names, change: ({ state, ...rest }) => ({ ...rest, state: { names: [state.name] } }) },
    ]);
    const old = {
      v: 1,
      state: { name: 'a' },
      pending: [],
      commands: [],
      createdAt: new Date(),
      updatedAt: new Date(),
    };
    await db.collection<{ _id: string }>('thing').insertOne({ _id: 'x', schema: 1, ...old } as never);
    expect(await aggregates.load('x')).toEqual({ id: 'x', version: 1, state: { names: ['a'] } });
    await aggregates.update('x', {}, call(), () => [
      happened(Counters.events.counted, { id: randomUUID(), by: 1 }),
    ]);
    expect(await db.collection<{ _id: string }>('thing').findOne({ _id: 'x' })).toMatchObject({
      schema: 2,
      v: 2,
    });
  });

  it('refuses a document of a newer release', async () => {
    const aggregates = new AggregateStore<object>(
      { name: 'thing', schemaVersion: 2, apply: (_state, event) => event.data, indexes: [] },
      new ServiceStore(db, 'm'),
    );
    await db
      .collection<{ _id: string }>('thing')
      .insertOne({ _id: 'y', schema: 3, v: 1, state: {} } as never);
    await expect(aggregates.load('y')).rejects.toThrow(/has schema 3; here the last is 2/);
  });

  it('must be told migrations that lead to the form that it writes', () => {
    const store = new ServiceStore(db, 'm');
    new AggregateStore<object>({ name: 'thing', schemaVersion: 1, apply: () => ({}), indexes: [] }, store);
    expect(() => store.readOldFormsBy([names])).toThrow(/migrations lead to schema 2, its type has 1/);
  });
});
