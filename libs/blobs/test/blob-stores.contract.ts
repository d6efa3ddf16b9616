import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TestCity } from '#libs/testing';
import { type BlobStore, NatsBlobStore, readFile, S3BlobStore } from '../src/index.js';
import { type S3Server, startS3Server } from './s3-server.js';

let city: TestCity;
let s3: S3Server;
const stores = new Map<string, BlobStore>();

beforeAll(async () => {
  [city, s3] = await Promise.all([TestCity.start([]), startS3Server()]);
  stores.set('NATS', await NatsBlobStore.open(city.operator));
  const credentials = { accessKeyId: 'tester', secretAccessKey: 'secret' };
  stores.set('S3', new S3BlobStore({ bucket: 'city', region: 'us-east-1', endpoint: s3.url, credentials }));
});

afterAll(async () => {
  await s3?.stop();
  await city?.stop();
});

async function* chunks(content: Buffer, failAt = Number.POSITIVE_INFINITY) {
  for (let at = 0; at < content.length; at += 100_000) {
    if (at >= failAt) throw new Error('the sender went away');
    yield content.subarray(at, at + 100_000);
  }
}

async function read(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of content) all.push(chunk);
  return Buffer.concat(all);
}

describe.each(['NATS', 'S3'])('%s keeps bytes', (name) => {
  const store = () => stores.get(name) as BlobStore;

  test.each([1, 100_000, 131_072, 12_000_001])('%d of them come back as they were', async (size) => {
    const id = randomUUID();
    const content = randomBytes(size);
    await store().put(id, chunks(content));
    const blob = await store().open(id);
    expect(blob?.size).toBe(size);
    expect(content.equals(await read(blob?.content ?? chunks(Buffer.alloc(0))))).toBe(true);
  });

  test('of a sender who goes away nothing is kept', async () => {
    const id = randomUUID();
    const cut = store().put(id, chunks(randomBytes(12_000_000), 11_000_000));
    await expect(cut).rejects.toThrow('the sender went away');
    expect(await store().open(id)).toBeUndefined();
    expect(await store().removeLeftovers(new Date(Date.now() + 1_000))).toBe(0);
  });

  test('removing takes the bytes of one file only, and may be repeated', async () => {
    const [kept, gone] = [randomUUID(), randomUUID()];
    const same = randomBytes(1_000);
    for (const id of [kept, gone]) await store().put(id, chunks(same));
    await store().remove(gone);
    await store().remove(gone);
    expect(await store().open(gone)).toBeUndefined();
    expect((await store().open(kept))?.size).toBe(1_000);
  });

  test('a damaged file is never sent whole', async () => {
    const id = randomUUID();
    await store().put(id, chunks(randomBytes(500_000)));
    const file = { id, name: 'a.txt', mediaType: 'text/plain', size: 500_000, scan: 'notScanned' } as const;
    const content = await readFile(store(), { ...file, sha256: '0'.repeat(64) });
    await expect(read(content ?? chunks(Buffer.alloc(0)))).rejects.toThrow('damaged');
  });
});

test('S3: an upload that a crash left open is aborted by the sweep, one under way is not', async () => {
  s3.uploads.set('old', { key: 'city/files/x', began: new Date(Date.now() - 7_200_000), parts: new Map() });
  s3.uploads.set('new', { key: 'city/files/y', began: new Date(), parts: new Map() });
  expect(await stores.get('S3')?.removeLeftovers(new Date(Date.now() - 3_600_000))).toBe(1);
  expect([...s3.uploads.keys()]).toEqual(['new']);
  s3.uploads.clear();
});

test('S3: when the store refuses a part, the upload fails and nothing is left', async () => {
  s3.refuseParts = true;
  const put = stores.get('S3')?.put(randomUUID(), chunks(randomBytes(12_000_000)));
  await expect(put).rejects.toThrow();
  s3.refuseParts = false;
  expect(s3.uploads.size).toBe(0);
});
