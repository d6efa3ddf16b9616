import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createUser } from '@nats-io/nkeys';
import { MongoClient } from 'mongodb';
import type { ServiceContract } from '#libs/contract-kit';
import {
  freePort,
  natsServerConfig,
  resolveMongod,
  resolveNatsServer,
  startMongod,
  startNatsServer,
} from '#libs/local-servers';
import { connectNats, type NatsConnection, OperationClient, provisionStreams } from '#libs/messaging';
import { TestIssuer } from '#libs/testing';
import { benchContract, ROLE } from './bench-service.js';
import { type BenchProcess, startProcess } from './child-process.js';
import { CITY, type EdgeAddresses, QUIET_SERVICE, SERVICE } from './worker-asks.js';

/** Real servers in a folder of their own, the service process, and a client: what most benches need. */
export interface BenchCity {
  readonly connection: NatsConnection;
  readonly client: OperationClient;
  readonly mongo: MongoClient;
  readonly mongoUri: string;
  readonly issuer: TestIssuer;
  /** A token with the role that the bench service asks for. */
  readonly token: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Asks the service process. */
  readonly ask: BenchProcess<unknown>['ask'];
  /** Gateway and bare Fastify in a process of their own, started when first asked for. */
  edge(): Promise<BenchProcess<EdgeAddresses>>;
  /** Waits until the bench service has no pending event. */
  drained(): Promise<void>;
  pending(): Promise<number>;
  stop(): Promise<void>;
}

const DRAIN_LIMIT_MS = 60_000;

/** Starts a journaled mongod and a nats-server that syncs every JetStream write, then the service process. */
export async function startBenchCity(): Promise<BenchCity> {
  const dir = await mkdtemp(join(tmpdir(), 'citybrain-bench-data-'));
  const stops: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true, force: true })];
  const stop = async () => {
    for (const step of stops.reverse()) await step();
  };
  try {
    const mongod = await localMongod(dir);
    stops.push(() => mongod.stop());
    const nats = await localNats(dir);
    stops.push(() => nats.stop());
    const issuer = await TestIssuer.start();
    stops.push(() => issuer.stop());
    const mongo = await new MongoClient(mongod.uri).connect();
    stops.push(() => mongo.close());
    const connection = await connectNats({ url: nats.url, user: 'bench-client', seed: nats.seed });
    stops.push(() => connection.close());
    const contracts: unknown[] = [benchContract(SERVICE), benchContract(QUIET_SERVICE)];
    await provisionStreams(connection, contracts as ServiceContract[]);
    const addresses = { natsUrl: nats.url, natsSeed: nats.seed, mongoUri: mongod.uri };
    const trust = { TOKEN_ISSUERS: JSON.stringify([{ issuer: issuer.issuer, jwks: issuer.jwks }]) };
    const worker = await startProcess(new URL('./worker.js', import.meta.url), addresses, trust);
    stops.push(() => worker.stop());
    let edge: Promise<BenchProcess<EdgeAddresses>> | undefined;
    const startEdge = async () => {
      const settings = { ...addresses, issuer: issuer.issuer, jwks: issuer.jwks };
      const started = await startProcess<EdgeAddresses>(
        new URL('./edge.js', import.meta.url),
        settings,
        trust,
      );
      stops.push(() => started.stop());
      return started;
    };
    const items = mongo.db(`${CITY}_${SERVICE}`).collection('item');
    const pending = () => items.countDocuments({ pendingAt: { $type: 'date' } });
    return {
      connection,
      client: new OperationClient(connection),
      mongo,
      mongoUri: mongod.uri,
      issuer,
      token: await issuer.token({ subject: 'person:bench', roles: [ROLE] }, CITY),
      versions: { mongod: mongod.version, 'nats-server': nats.version },
      ask: worker.ask,
      edge: () => {
        edge ??= startEdge();
        return edge;
      },
      pending,
      drained: () => untilNone(pending),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function untilNone(count: () => Promise<number>): Promise<void> {
  const deadline = performance.now() + DRAIN_LIMIT_MS;
  while ((await count()) > 0) {
    if (performance.now() > deadline) throw new Error('the relay did not drain in time');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function localMongod(dir: string) {
  const found = await resolveMongod({ env: { ...process.env, MONGODB_URI: '' } });
  if (found.kind === 'external') throw new Error('benches start their own mongod');
  const server = await startMongod({ binary: found.path, dataDir: join(dir, 'mongod') });
  return { ...server, version: found.version };
}

async function localNats(dir: string) {
  const found = await resolveNatsServer({ env: { ...process.env, NATS_URL: '' } });
  if (found.kind === 'external') throw new Error('benches start their own nats-server');
  const user = createUser();
  const all = { allow: ['>'] };
  const port = await freePort();
  const storeDir = join(dir, 'nats');
  const configText = natsServerConfig({
    port,
    storeDir,
    account: 'bench',
    users: [{ name: 'bench', publicKey: user.getPublicKey(), publish: all, subscribe: all }],
  });
  const server = await startNatsServer({ binary: found.path, dir: storeDir, port, configText });
  return { ...server, version: found.version, seed: new TextDecoder().decode(user.getSeed()) };
}
