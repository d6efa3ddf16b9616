import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Wait } from 'testcontainers';
import {
  awaitNats,
  awaitPrimary,
  type NatsUser,
  natsServerCommand,
  natsServerConfig,
} from '#libs/local-servers';
import { LoopbackContainer, placeOf } from './loopback-container.js';
import type { StartedServer } from './test-servers.js';

const MONGO_PORT = 27_017;
const NATS_PORT = 4222;
const READY_LIMIT_MS = 60_000;
/** By itself testcontainers kills at once, and what the servers wrote would be half on disk. Milliseconds. */
const IN_GOOD_ORDER = { timeout: 20_000 };

/** mongod in a container (`CITYBRAIN_MONGO_IMAGE`, else `mongo:8`) as primary of its one-node replica set. */
export async function containerMongod(folder: string): Promise<StartedServer> {
  const data = join(folder, 'mongod');
  await mkdir(data, { recursive: true });
  const container = await new LoopbackContainer(process.env.CITYBRAIN_MONGO_IMAGE || 'mongo:8')
    .withBindMounts([{ source: data, target: '/data/db' }])
    // Flags first: they suit the official image's entrypoint and an image whose entrypoint is mongod itself.
    .withCommand([
      ...['--replSet', 'rs0', '--bind_ip_all', '--oplogSize', '256', '--wiredTigerCacheSizeGB', '0.25'],
      ...['--setParameter', 'diagnosticDataCollectionEnabled=false', '--quiet'],
    ])
    .withExposedPorts(MONGO_PORT)
    .withWaitStrategy(Wait.forLogMessage(/Waiting for connections/))
    .start();
  const { host, port } = placeOf(container, MONGO_PORT);
  try {
    // Named as mongod sees itself: the published port means nothing inside.
    await awaitPrimary(port, 'rs0', READY_LIMIT_MS, undefined, { host, member: `127.0.0.1:${MONGO_PORT}` });
  } catch (error) {
    await container.stop();
    throw error;
  }
  return {
    url: `mongodb://${host}:${port}/?replicaSet=rs0&directConnection=true`,
    stop: async () => {
      await container.stop(IN_GOOD_ORDER);
    },
  };
}

/** nats-server in a container (`CITYBRAIN_NATS_IMAGE`, else `nats:2-alpine`) with the same configuration as a binary. */
export async function containerNats(folder: string, users: readonly NatsUser[]): Promise<StartedServer> {
  const data = join(folder, 'nats');
  const config = natsServerConfig({
    host: '0.0.0.0',
    port: NATS_PORT,
    storeDir: '/data',
    account: 'test',
    users,
  });
  await natsServerCommand('nats-server', data, config);
  const container = await new LoopbackContainer(process.env.CITYBRAIN_NATS_IMAGE || 'nats:2-alpine')
    .withBindMounts([{ source: data, target: '/data' }])
    .withCommand(['--config', '/data/nats-server.conf'])
    .withExposedPorts(NATS_PORT)
    .withWaitStrategy(Wait.forLogMessage(/Server is ready/))
    .start();
  const { host, port } = placeOf(container, NATS_PORT);
  try {
    await awaitNats(port, READY_LIMIT_MS, undefined, host);
  } catch (error) {
    await container.stop();
    throw error;
  }
  return {
    url: `nats://${host}:${port}`,
    stop: async () => {
      await container.stop(IN_GOOD_ORDER);
    },
  };
}
