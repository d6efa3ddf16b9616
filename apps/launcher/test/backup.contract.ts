import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Binary, Decimal128, Int32, Long, MongoClient, ObjectId } from 'mongodb';
import { defaultCacheDir } from '#libs/local-servers';
import { startTestServers, type TestServers } from '#libs/testing';
import { backUp } from '../src/backup/backup.js';
import { dumpDatabases } from '../src/backup/dump-databases.js';
import { isNewer, lookAtArchive } from '../src/backup/look-at-archive.js';
import { finishRestore, restore } from '../src/backup/restore.js';
import { type CityHome, cityHome } from '../src/city/home.js';

const { MONGODB_URI: _uri, NATS_URL: _url, ...surroundings } = process.env;
const local = { ...surroundings, CITY_ID: 'c', CITYBRAIN_CACHE: defaultCacheDir(surroundings) };
const PASSPHRASE = 'four words that nobody says';

let servers: TestServers;
let client: MongoClient;
let folder: string;
let home: CityHome;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  servers = await startTestServers([]);
  client = await MongoClient.connect(servers.mongoUri);
  env = { ...local, MONGODB_URI: servers.mongoUri };
});
afterAll(async () => {
  await client?.close();
  await servers?.stop();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backup-'));
  home = cityHome(join(folder, 'home'));
  for (const name of ['c_one', 'c_two', 'd_one']) await client.db(name).dropDatabase();
  const one = client.db('c_one');
  await one.collection('thing').insertMany([
    {
      kind: 'types',
      int: new Int32(3),
      long: Long.fromString('9007199254740993'),
      dec: Decimal128.fromString('0.1'),
    },
    {
      kind: 'more',
      id: new ObjectId(),
      bytes: new Binary(Buffer.from([0, 255, 1])),
      at: new Date(0),
      中文: '日照',
    },
    ...Array.from({ length: 2_500 }, (_, index) => ({ kind: 'row', index })),
  ]);
  await one.collection('thing').createIndex({ index: 1 }, { unique: true, sparse: true, name: 'index' });
  await client
    .db('c_two')
    .collection('migrations')
    .insertOne({
      ...{ _id: 1 as never, name: 'first', release: '0.1.0', state: 'done' },
    });
  await client.db('c_two').collection('leases').insertOne({ holder: 'somebody' });
  await client.db('d_one').collection('thing').insertOne({ of: 'another city' });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const options = () => ({ home, root: process.cwd(), env, progress: () => undefined });
const save = (name = 'a.cbk') => backUp({ ...options(), file: join(folder, name) });
const put = (changes: object = {}) =>
  restore({ ...options(), file: join(folder, 'a.cbk'), force: false, ...changes });
const rows = (database = 'c_one') =>
  client.db(database).collection('thing').find({}, { promoteValues: false }).sort({ _id: 1 }).toArray();

describe('a backup', () => {
  it('holds every collection of this city with its types and indexes, and nothing else', async () => {
    const before = await rows();
    const { end } = await save();
    expect(end.collections.map(({ service, name, documents }) => [service, name, documents])).toEqual([
      ['one', 'thing', 2_502],
      ['two', 'migrations', 1],
    ]);
    await client.db('c_one').dropDatabase();
    await client.db('c_two').dropDatabase();
    await put();
    expect(await rows()).toEqual(before);
    const indexes = await client.db('c_one').collection('thing').indexes();
    expect(indexes).toMatchObject([{ name: '_id_' }, { name: 'index', unique: true, sparse: true }]);
    expect(await rows('d_one')).toHaveLength(1);
    expect(await client.db('c_one').collection('restoring').findOne()).toBeNull();
  });

  it('shows one moment, however much is written meanwhile', async () => {
    // Each round writes to two databases, the second after the first: a file may hold n and n, or n + 1 and n.
    let stop = false;
    const writer = (async () => {
      for (let n = 0; !stop; n++) {
        await client.db('c_one').collection('count').insertOne({ n });
        await client.db('c_two').collection('count').insertOne({ n });
      }
    })();
    await new Promise((resolve) => setTimeout(resolve, 200));
    for (let round = 0; round < 5; round++) {
      const { end } = await save(`${round}.cbk`);
      const count = (service: string) =>
        end.collections.find((each) => each.service === service && each.name === 'count')?.documents ?? 0;
      expect(count('one') - count('two')).toBeGreaterThanOrEqual(0);
      expect(count('one') - count('two')).toBeLessThanOrEqual(1);
      expect(count('two')).toBeGreaterThan(0);
    }
    stop = true;
    await writer;
  });

  it('is refused when it is cut off at any place, or a byte is changed', async () => {
    await save();
    const whole = await readFile(join(folder, 'a.cbk'));
    const broken = join(folder, 'broken.cbk');
    for (const part of [0, 0.1, 0.5, 0.9, 0.999]) {
      await writeFile(broken, whole);
      await truncate(broken, Math.floor(whole.length * part));
      await expect(lookAtArchive(broken)).rejects.toThrow(/cannot be used as a backup/);
    }
    for (const part of [0.05, 0.3, 0.7, 0.95]) {
      const changed = Buffer.from(whole);
      const at = Math.floor(whole.length * part);
      changed[at] = (changed[at] as number) ^ 0x10;
      await writeFile(broken, changed);
      await expect(lookAtArchive(broken)).rejects.toThrow(/cannot be used as a backup/);
    }
    await expect(put({ file: broken, force: true })).rejects.toThrow(/cannot be used/);
    expect(await rows()).toHaveLength(2_502);
  });

  it('leaves no file behind when it fails', async () => {
    await client.db('c_one').createCollection('odd');
    const failing = dumpDatabases({
      ...{ client, cityId: 'c', release: '1.0.0', file: join(folder, 'x.cbk'), snapshot: false },
      progress: () => {
        throw new Error('disk full');
      },
    });
    await expect(failing).rejects.toThrow('disk full');
    expect(await readdir(folder)).toEqual([]);
  });

  it('never replaces a file that is there', async () => {
    await save();
    await expect(save()).rejects.toThrow(/exists already/);
  });
});

describe('a restore into a server', () => {
  it('asks before it replaces data, keeps a copy of it, and goes on after it was broken off', async () => {
    await save();
    await client.db('c_one').collection('thing').insertOne({ kind: 'since' });
    await expect(put()).rejects.toMatchObject({ remedy: expect.stringContaining('--force') });
    const { keptAt } = await put({ force: true });
    expect(await rows()).toHaveLength(2_502);
    const { end } = await lookAtArchive(keptAt as string);
    expect(end.collections[0]).toMatchObject({ name: 'thing', documents: 2_503 });
    // As a kill in the middle leaves it: guarded, half empty. No --force is needed to run it again.
    await client.db('c_two').collection('restoring').insertOne({});
    await client.db('c_one').collection('thing').drop();
    await put();
    expect(await rows()).toHaveLength(2_502);
  });

  it('refuses another city and a later release', async () => {
    await save();
    await expect(put({ env: { ...env, CITY_ID: 'other' } })).rejects.toThrow(/is of the city "c"/);
    await client
      .db('c_two')
      .collection('migrations')
      .insertOne({
        ...{ _id: 2 as never, name: 'later', release: '99.0.0', state: 'done' },
      });
    await save('later.cbk');
    await expect(put({ file: join(folder, 'later.cbk'), force: true })).rejects.toThrow(
      /data of release 99\.0\.0/,
    );
    expect(isNewer('0.10.0', '0.9.9')).toBe(true);
    expect(isNewer('1.0.0', '1.0.0')).toBe(false);
  });
});

describe('a restore into a home', () => {
  it('puts the data in its place in one step, and keeps what was there', async () => {
    await save();
    const into = () => put({ env: local });
    await into();
    expect(await readdir(home.path)).not.toContain('data.restoring');
    expect(JSON.parse(await readFile(home.restoredFile, 'utf8'))).toMatchObject({
      file: join(folder, 'a.cbk'),
    });
    await expect(into()).rejects.toThrow(/There is data already/);
    const { keptAt } = await put({ env: local, force: true });
    expect((await stat(join(keptAt as string, 'mongo'))).isDirectory()).toBe(true);
    const again = await backUp({ ...options(), env: local, file: join(folder, 'b.cbk') });
    const first = await lookAtArchive(join(folder, 'a.cbk'));
    expect(again.end.collections).toEqual(first.end.collections);
  });

  it('never lets a city start on half of it', async () => {
    await save();
    await put({ env: local });
    const aside = async () => {
      await mkdir(home.restoring);
      await rename(home.mongoData, join(home.restoring, 'mongo'));
      await rename(home.restoredFile, join(home.restoring, 'restored.json'));
    };
    await aside(); // killed before the last rename
    await finishRestore(home);
    expect((await stat(home.mongoData)).isDirectory()).toBe(true);
    expect(await readdir(home.path)).not.toContain('data.restoring');
    await aside(); // killed before it was whole
    await rm(join(home.restoring, 'restored.json'));
    await expect(finishRestore(home)).rejects.toThrow(/broken off/);
  });

  it('takes secrets along only when asked, sealed under a passphrase', async () => {
    await put({ env: local }).catch(() => undefined); // makes the home's folder
    await mkdir(join(home.path, 'keys', 'identity'), { recursive: true });
    await writeFile(home.secretsFile, '{"secret":"value-to-find"}');
    await writeFile(join(home.path, 'keys', 'identity', 'epoch-000001.key'), Buffer.from([0, 200, 255]));
    const file = join(folder, 'a.cbk');
    await expect(backUp({ ...options(), file, passphrase: 'short' })).rejects.toThrow(/passphrase/);
    await backUp({ ...options(), file, passphrase: PASSPHRASE });
    const { gunzipSync } = await import('node:zlib');
    expect(gunzipSync(await readFile(file)).includes('value-to-find')).toBe(false);
    const other = cityHome(join(folder, 'other'));
    const onto = { home: other, env: local };
    await expect(put({ ...onto, passphrase: 'another passphrase' })).rejects.toThrow(/does not open/);
    const { secrets } = await put({ ...onto, passphrase: PASSPHRASE });
    expect(secrets).toEqual(['keys/identity/epoch-000001.key', 'secrets.json']);
    expect(await readFile(join(other.path, 'keys', 'identity', 'epoch-000001.key'))).toEqual(
      Buffer.from([0, 200, 255]),
    );
    expect((await stat(other.secretsFile)).mode & 0o777).toBe(0o600);
  });
});
