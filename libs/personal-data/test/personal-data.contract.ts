import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ERASED, FileKeyVault, isSealed, PersonalData, SubjectErased } from '#libs/personal-data';
import { openDatabase } from '#libs/store';
import { startTestServers, type TestServers } from '#libs/testing';
import { open, partsOf, seal } from '../src/sealed-value.js';

const SECRET = 'a secret of tests, as long as it must be';
/** Longer than an instance may go by what it read before. */
const GRACE_MS = 1_200;

let servers: TestServers;
let closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  servers = await startTestServers([]);
});
afterAll(async () => {
  for (const close of closing) await close();
  closing = [];
  await servers?.stop();
});

/** One instance of a service: its own connection, vault and caches. */
async function instance(city: string, folder = join(servers.keysFolder, city)) {
  const { db, client } = await openDatabase(servers.mongoUri, city, 'personal');
  closing.push(() => client.close());
  const data = new PersonalData(db, new FileKeyVault(folder, SECRET), GRACE_MS);
  await data.prepare();
  return { data, db, folder };
}

const city = () => `p${randomUUID().slice(0, 8)}`;
const keyOf = (subject: string) => ({ id: 'k'.repeat(22), subject, bytes: Buffer.alloc(32, subject) });

describe('a sealed value', () => {
  it('opens to what it was, under its own subject, path and key only, and not when a bit was changed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), (text, at) => {
        const key = keyOf('person:1');
        const sealed = seal(key, 'person.name', text);
        const parts = partsOf(sealed);
        if (!parts) throw new Error('not of the sealed form');
        expect(open(key, parts)).toBe(text);
        expect(() => open({ ...key, subject: 'person:2' }, parts)).toThrow();
        expect(() => open(key, { ...parts, path: 'person.account' })).toThrow();
        const changed = Buffer.from(parts.box);
        changed[at % changed.length] = (changed[at % changed.length] ?? 0) ^ 1;
        expect(() => open(key, { ...parts, box: changed })).toThrow();
        expect(seal(key, 'person.name', text)).not.toBe(sealed);
      }),
    );
  });

  it('does not tell names of two characters from names of three', () => {
    const key = keyOf('person:1');
    expect(seal(key, 'p', '张三')).toHaveLength(seal(key, 'p', '欧阳娜娜').length);
  });
});

describe('personal data of a service', () => {
  it('is read by another instance, and erased for both, while the others stay readable', async () => {
    const name = city();
    const [one, two] = [await instance(name), await instance(name)];
    const file = { name: { zh: '张三', en: 'Zhang San' }, tags: ['一'] };
    const sealed = await one.data.seal('person:1', 'person', file);
    const other = await two.data.seal('person:2', 'person', file);
    expect(isSealed(sealed.name.zh)).toBe(true);
    expect(await two.data.reveal(sealed)).toEqual(file);
    await one.data.beginErasure('person:1', 'r1');
    const [report] = await one.data.finishErasures();
    expect(report).toMatchObject({ subject: 'person:1', requests: ['r1'], keys: 1, destroyedEpoch: 1 });
    for (const { data } of [one, two]) {
      expect(await data.reveal(sealed)).toEqual({ name: { zh: ERASED, en: ERASED }, tags: [ERASED] });
      expect(await data.reveal(other)).toEqual(file);
      await expect(data.seal('person:1', 'person', file)).rejects.toThrow(SubjectErased);
    }
    expect(await readdir(one.folder)).toEqual(['epoch-000002.key']);
  });

  it('has one key for a subject, however many instances and calls make it at once', async () => {
    const name = city();
    const instances = [await instance(name), await instance(name)];
    const sealed = await Promise.all(
      Array.from({ length: 24 }, (_, at) =>
        instances[at % 2]?.data.seal('person:1', 'p', { at: String(at) }),
      ),
    );
    for (const [at, value] of sealed.entries())
      expect(await instances[(at + 1) % 2]?.data.reveal(value)).toEqual({ at: String(at) });
    expect(await instances[0]?.db.collection('personal_keys').countDocuments()).toBe(1);
  });

  it('loses nothing to writes that go on through rotations', async () => {
    const name = city();
    const [writer, eraser] = [await instance(name), await instance(name)];
    const kept: { a: string }[] = [];
    let writing = true;
    const writes = (async () => {
      for (let at = 0; writing; at++)
        kept.push(await writer.data.seal(`person:${at}`, 'p', { a: String(at) }));
    })();
    for (let round = 0; round < 2; round++) {
      await eraser.data.beginErasure(`gone:${round}`, `r${round}`);
      await eraser.data.finishErasures();
    }
    writing = false;
    await writes;
    expect(kept.length).toBeGreaterThan(20);
    for (const data of [writer.data, eraser.data, (await instance(name)).data])
      expect(await data.reveal(kept)).toEqual(kept.map((_, at) => ({ a: String(at) })));
  });

  it('goes on after a rotation that was broken off at any step', async () => {
    for (let steps = 0; steps < 5; steps++) {
      const name = city();
      const first = await instance(name);
      const living = await first.data.seal('person:lives', 'p', { a: '在' });
      const gone = await first.data.seal('person:gone', 'p', { a: '走' });
      await first.data.beginErasure('person:gone', 'r');
      let asked = 0;
      await first.data.finishErasures(async () => asked++ < steps); // the lease is lost, or the process dies
      const second = await instance(name);
      await second.data.finishErasures();
      expect(await second.data.hasWork()).toBe(false);
      expect(await second.data.done('r')).toMatchObject({ _id: 'person:gone', keys: 1 });
      expect(await second.data.reveal([living, gone])).toEqual([{ a: '在' }, { a: ERASED }]);
      expect(await readdir(second.folder)).toHaveLength(1);
    }
  });

  it('does not start over a lost folder of keys as if nothing had been there', async () => {
    const name = city();
    const { data } = await instance(name);
    await data.seal('person:1', 'p', { a: '1' });
    await data.beginErasure('person:2', 'r');
    await data.finishErasures();
    await expect(instance(name, join(servers.keysFolder, 'elsewhere'))).rejects.toThrow(/PERSONAL_DATA_KEYS/);
  });

  it('finds by a digest that nobody makes without the key, another in each epoch and field', async () => {
    const { data } = await instance(city());
    const [one] = await data.digestsToWrite('person.account', 'zhang.san');
    expect(one).toMatch(/^1\.[\w-]{43}$/);
    expect(await data.digestsToWrite('person.account', 'zhang.san')).toEqual([one]);
    expect(await data.digestsToWrite('person.phone', 'zhang.san')).not.toEqual([one]);
    await data.beginErasure('person:1', 'r');
    await data.finishErasures();
    expect(await data.digestsToWrite('person.account', 'zhang.san')).not.toEqual([one]);
  });
});
