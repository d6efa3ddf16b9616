import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createUser, fromSeed } from '@nats-io/nkeys';
import { connect, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node';
import { MongoClient } from 'mongodb';
import {
  type NatsUser,
  natsServerConfig,
  projectRoot,
  resolveMongod,
  resolveNatsServer,
  startMongod,
  startNatsServer,
} from '../src/index.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'local-servers-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = promisify(execFile);

// A server of the surroundings must not stand in for ours.
const { MONGODB_URI: _uri, NATS_URL: _url, ...env } = process.env;

async function mongodBinary(): Promise<string> {
  const found = await resolveMongod({ env });
  if (found.kind !== 'binary') throw new Error('expected a binary');
  return found.path;
}

async function natsBinary(): Promise<string> {
  const found = await resolveNatsServer({ env });
  if (found.kind !== 'binary') throw new Error('expected a binary');
  return found.path;
}

async function withClient<T>(uri: string, use: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri);
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

describe('mongod on loopback', () => {
  it('keeps its data over a stop, and starts again on another port', async () => {
    const dataDir = join(folder, 'mongo');
    const binary = await mongodBinary();
    const first = await startMongod({ binary, dataDir });
    await withClient(first.uri, (client) =>
      client.withSession((session) =>
        session.withTransaction(() => client.db('t').collection('c').insertOne({ n: 1 }, { session })),
      ),
    );
    await first.stop();
    expect(await first.exited).toEqual({ code: 0, signal: null });

    const second = await startMongod({ binary, dataDir });
    expect(second.port).not.toBe(first.port);
    const kept = await withClient(second.uri, (client) => client.db('t').collection('c').countDocuments());
    await second.stop();
    expect(kept).toBe(1);
  });

  it('comes back as primary after kill -9 on the same port', async () => {
    const options = { binary: await mongodBinary(), dataDir: join(folder, 'mongo') };
    const first = await startMongod(options);
    first.process.kill('SIGKILL');
    await first.exited;
    const second = await startMongod({ ...options, port: first.port });
    await withClient(second.uri, (client) => client.db('t').collection('c').insertOne({ n: 2 }));
    await second.stop();
  });

  it('refuses data of a version it cannot open, with the remedy', async () => {
    const dataDir = join(folder, 'mongo-new');
    await mkdir(dataDir);
    await writeFile(join(dataDir, 'citybrain-mongod-version'), '99.0.0\n');
    const start = startMongod({ binary: await mongodBinary(), dataDir });
    await expect(start).rejects.toMatchObject({ remedy: expect.stringContaining('--fresh') });
  });

  it('says the end of the log when it cannot start', async () => {
    const options = { binary: await mongodBinary(), dataDir: join(folder, 'mongo-cache'), cacheGB: -1 };
    await expect(startMongod(options)).rejects.toThrow(/did not start.*cacheSizeGB must be/s);
  });
});

describe('nats-server on loopback', () => {
  const writer = createUser();
  const reader = createUser();
  const users: NatsUser[] = [
    {
      name: 'writer',
      publicKey: writer.getPublicKey(),
      publish: { allow: ['city.own.>', '$JS.API.>'] },
      subscribe: { allow: ['_INBOX.>'] },
    },
    {
      name: 'responder',
      publicKey: reader.getPublicKey(),
      publish: { allow: [] },
      subscribe: { allow: ['city.own.>'] },
      allowResponses: true,
    },
  ];

  async function start() {
    const storeDir = join(folder, 'nats', 'data');
    return startNatsServer({
      binary: await natsBinary(),
      dir: join(folder, 'nats'),
      configText: (port) => natsServerConfig({ port, storeDir, account: 'test-city', users }),
    });
  }

  function connectAs(url: string, user: typeof writer) {
    return connect({ servers: url, authenticator: nkeyAuthenticator(user.getSeed()), reconnect: false });
  }

  async function firstError(client: NatsConnection): Promise<string> {
    for await (const status of client.status()) if (status.type === 'error') return status.error.message;
    return 'closed without an error';
  }

  it('lets a user publish only where it may, and answer only what it was asked', async () => {
    const server = await start();
    expect((await stat(join(folder, 'nats', 'nats-server.conf'))).mode & 0o777).toBe(0o600);
    const responder = await connectAs(server.url, fromSeed(reader.getSeed()));
    responder.subscribe('city.own.echo', {
      callback: (_error, message) => void message.respond(message.data),
    });
    await responder.flush();
    const client = await connectAs(server.url, writer);

    expect((await client.request('city.own.echo', 'hello')).string()).toBe('hello');
    const refusal = firstError(client);
    client.publish('city.other.thing', 'x');
    expect(await refusal).toMatch(/permissions violation/i);

    await client.close();
    await responder.close();
    await server.stop();
  });

  it('refuses a stranger', async () => {
    const server = await start();
    await expect(connectAs(server.url, createUser())).rejects.toThrow(/authorization/i);
    await server.stop();
  });

  it('keeps a stream over a stop, on another port', async () => {
    const first = await start();
    await jetStreamApi(first.url, 'STREAM.CREATE.kept', { name: 'kept', subjects: ['city.own.kept'] });
    const client = await connectAs(first.url, writer);
    await client.request('city.own.kept', 'one');
    await client.close();
    await first.stop();
    const second = await start();
    const info = await jetStreamApi(second.url, 'STREAM.INFO.kept', {});
    await second.stop();
    expect(info).toMatchObject({ state: { messages: 1 } });
  });

  async function jetStreamApi(url: string, api: string, body: object): Promise<unknown> {
    const client = await connectAs(url, writer);
    const reply = await client.request(`$JS.API.${api}`, JSON.stringify(body));
    await client.close();
    return reply.json();
  }
});

/** These need real processes beside this one, so the library is compiled into the temporary folder first. */
describe('several processes', () => {
  beforeAll(async () => {
    const root = projectRoot();
    const swc = join(root, 'node_modules', '@swc', 'cli', 'bin', 'swc.js');
    const args = [swc, 'libs/local-servers/src', '-d', join(folder, 'out'), '--config-file', '.swcrc', '-q'];
    await run(process.execPath, args, { cwd: root });
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  });

  function script(name: string, body: string): Promise<string> {
    const path = join(folder, name);
    const library = JSON.stringify(join(folder, 'out', 'libs', 'local-servers', 'src'));
    return writeFile(path, `const library = ${library};\n${body}`).then(() => path);
  }

  it('may fill the same cache entry at once', async () => {
    const cache = join(folder, 'race-cache');
    const path = await script(
      'race.mjs',
      `import { writeFile } from 'node:fs/promises';
      const { fillCache } = await import(library + '/binary-cache.js');
      const found = await fillCache(process.argv[2], 'tool-1', 'tool', { source: 's', version: '1' }, async (work) => {
        await new Promise((resolve) => setTimeout(resolve, 200));
        await writeFile(work + '/fetched', '#!/bin/sh\\necho tool');
        return work + '/fetched';
      });
      process.stdout.write(found.path);`,
    );
    const results = await Promise.all([1, 2, 3].map(() => run(process.execPath, [path, cache])));
    expect(new Set(results.map((result) => result.stdout))).toEqual(new Set([join(cache, 'tool-1', 'tool')]));
    expect((await run(join(cache, 'tool-1', 'tool'), [])).stdout).toBe('tool\n');
    expect(await readdir(cache)).toEqual(['tool-1']);
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('a server ends when its starter is killed with -9', async () => {
    const path = await script(
      'starter.mjs',
      `const { startNatsServer, natsServerConfig } = await import(library + '/index.js');
      const [binary, dir] = process.argv.slice(2);
      const server = await startNatsServer({ binary, dir, configText: (port) =>
        natsServerConfig({ port, storeDir: dir + '/data', account: 'a', users: [] }) });
      process.stdout.write(String(server.pid));`,
    );
    const starter = spawn(process.execPath, [path, await natsBinary(), join(folder, 'tied')]);
    const [pid] = await once(starter.stdout, 'data');
    starter.kill('SIGKILL');
    await once(starter, 'exit');
    await expect(gone(Number(String(pid)))).resolves.toBe(true);
  });
});

async function gone(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
