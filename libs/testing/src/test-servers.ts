import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceContract } from '#libs/contract-kit';
import type { NatsUser } from '#libs/local-servers';
import { natsTestUsers } from './nats-test-users.js';

/** Where test servers come from: binaries of this machine, or containers. */
export type ServerKind = 'binaries' | 'containers';

/** One server that answers at `url`; may be stopped before the others, and twice. */
export interface StartedServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Real servers for one test file, in a folder that goes away with them. */
export interface TestServers {
  readonly kind: ServerKind;
  readonly mongoUri: string;
  readonly natsUrl: string;
  /** Seeds of the NATS users, by name: each service, `gateway`, `operator`, `integrator`. */
  readonly seeds: Readonly<Record<string, string>>;
  /** For tests in which one of them goes away. */
  readonly mongod: StartedServer;
  readonly nats: StartedServer;
  /** Everything that the servers write: databases, streams, logs. */
  readonly dataFolder: string;
  /** Epoch keys of personal data. */
  readonly keysFolder: string;
  stop(): Promise<void>;
}

/** `CITYBRAIN_TEST_SERVERS`: `binaries` (default) or `containers`. @throws Error for anything else */
export function serverKind(env: NodeJS.ProcessEnv = process.env): ServerKind {
  const kind = env.CITYBRAIN_TEST_SERVERS || 'binaries';
  if (kind === 'binaries' || kind === 'containers') return kind;
  throw new Error(`CITYBRAIN_TEST_SERVERS is ${JSON.stringify(kind)}; use binaries or containers`);
}

/**
 * Starts mongod as a replica set and nats-server with the rights that the contracts give: from binaries or in
 * containers, by the same call. When one of them fails, the other is stopped and nothing stays behind.
 */
export async function startTestServers(
  contracts: readonly ServiceContract[],
  kind: ServerKind = serverKind(),
): Promise<TestServers> {
  const dir = await mkdtemp(join(tmpdir(), 'citybrain-test-'));
  const dataFolder = join(dir, 'data');
  await mkdir(dataFolder);
  const { users, seeds } = natsTestUsers(contracts);
  const started = await Promise.allSettled(await starting(kind, dataFolder, users));
  const servers = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await rm(dir, { recursive: true, force: true });
  };
  const failed = started.find((one) => one.status === 'rejected');
  const [mongo, nats] = servers;
  if (failed || !mongo || !nats) {
    await stop();
    throw failed?.reason;
  }
  return {
    kind,
    mongoUri: mongo.url,
    natsUrl: nats.url,
    seeds,
    mongod: mongo,
    nats,
    dataFolder,
    keysFolder: join(dir, 'keys'),
    stop,
  };
}

/** Imported when it is chosen: testcontainers alone takes half a second to load. */
async function starting(kind: ServerKind, folder: string, users: readonly NatsUser[]) {
  if (kind === 'binaries') {
    const { binaryMongod, binaryNats } = await import('./binary-servers.js');
    return [binaryMongod(folder), binaryNats(folder, users)] as const;
  }
  const { containerMongod, containerNats } = await import('./container-servers.js');
  return [containerMongod(folder), containerNats(folder, users)] as const;
}
