import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Db, Document, MongoClient } from 'mongodb';
import {
  type DocumentMigration,
  forecastMigrations,
  type Migration,
  type MigrationProgress,
  MigrationRecords,
  Migrator,
  openDatabase,
} from '#libs/store';
import { startTestServers, type TestServers } from '#libs/testing';

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
