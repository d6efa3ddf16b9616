import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ServerBinaryNotFound } from './errors.js';
import { type BinarySource, resolveBinary } from './resolve-binary.js';
import { resolveMongod } from './resolve-mongod.js';
import { resolveNatsServer } from './resolve-nats-server.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resolve-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function fakeServer(path: string, version: string): Promise<string> {
  await writeFile(path, `#!/bin/sh\necho "server: v${version}"\n`);
  await chmod(path, 0o755);
  return path;
}

function source(changes: Partial<BinarySource> = {}): BinarySource {
  return {
    key: 'server-3.0.0-test',
    source: 'test',
    version: '3.0.0',
    closed: () => undefined,
    fetch: (work) => fakeServer(join(work, 'fetched'), '3.0.0'),
    ...changes,
  };
}

function search(...sources: BinarySource[]) {
  return { binary: 'fake-server', oldest: '2.11.0', sources, remedies: ['one', 'two', 'three'] };
}

describe('finding a server binary', () => {
  it('takes an address from the environment before anything else', async () => {
    const env = { MONGODB_URI: 'mongodb://elsewhere', NATS_URL: 'nats://elsewhere' };
    expect(await resolveMongod({ env })).toEqual({
      kind: 'external',
      uri: 'mongodb://elsewhere',
      source: 'MONGODB_URI',
    });
    expect(await resolveNatsServer({ env })).toMatchObject({ kind: 'external', url: 'nats://elsewhere' });
  });

  it('takes a binary on PATH that is new enough', async () => {
    const path = await fakeServer(join(folder, 'fake-server'), '2.12.1');
    const options = { env: { PATH: folder }, cacheDir: join(folder, 'cache') };
    expect(await resolveBinary(search(), options, [])).toEqual({
      kind: 'binary',
      path,
      source: 'PATH',
      version: '2.12.1',
    });
  });

  it('fetches once and then answers from the cache', async () => {
    const options = { env: { PATH: '' }, cacheDir: join(folder, 'cache') };
    const fetched = await resolveBinary(search(source()), options, []);
    const broken = source({ fetch: () => Promise.reject(new Error('must not be fetched again')) });
    expect(await resolveBinary(search(broken), options, [])).toEqual(fetched);
  });

  it('goes on to the next way when one fails, and leaves nothing half-made', async () => {
    const options = { env: { PATH: '' }, cacheDir: join(folder, 'cache') };
    const failing = source({ key: 'a', fetch: () => Promise.reject(new Error('no internet')) });
    const found = await resolveBinary(search(failing, source()), options, []);
    expect(found.version).toBe('3.0.0');
    await expect(resolveBinary(search(failing), options, [])).rejects.toThrow(ServerBinaryNotFound);
  });

  it('says what was tried and three remedies when nothing helps', async () => {
    await mkdir(join(folder, 'bin'));
    await fakeServer(join(folder, 'bin', 'fake-server'), '2.9.10');
    const options = { env: { PATH: join(folder, 'bin') }, cacheDir: join(folder, 'cache') };
    const failure = await resolveBinary(
      search(source({ closed: () => 'only elsewhere' })),
      options,
      [],
    ).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ServerBinaryNotFound);
    const text = String(failure);
    expect(text).toContain('is 2.9.10, older than 2.11.0');
    expect(text).toContain('test: only elsewhere');
    expect(text).toContain('3. three');
  });

  it('only looks when fetching is switched off', async () => {
    const options = { env: { PATH: '' }, cacheDir: join(folder, 'cache'), fetch: false };
    await expect(resolveBinary(search(source()), options, [])).rejects.toThrow(ServerBinaryNotFound);
  });
});
