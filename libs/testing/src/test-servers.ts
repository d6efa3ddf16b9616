import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createUser } from '@nats-io/nkeys';
import { natsRights, type ServiceContract } from '#libs/contract-kit';
import {
  freePort,
  natsServerConfig,
  type RunningServer,
  resolveMongod,
  resolveNatsServer,
  startMongod,
  startNatsServer,
} from '#libs/local-servers';

/** Real servers for one test file, in a folder that goes away with them. */
export interface TestServers {
  readonly mongoUri: string;
  readonly natsUrl: string;
  /** Seeds of the NATS users, by name: each service, `gateway`, `operator`, `integrator`. */
  readonly seeds: Readonly<Record<string, string>>;
  readonly mongod: RunningServer | undefined;
  readonly nats: RunningServer;
  /** Everything that the servers write: databases, streams, logs. */
  readonly dataFolder: string;
  /** Epoch keys of personal data. */
  readonly keysFolder: string;
  stop(): Promise<void>;
}

/**
 * Starts mongod and nats-server with the rights that the contracts give. The NATS server is always the
 * test's own: its users are made here.
 */
export async function startTestServers(contracts: readonly ServiceContract[]): Promise<TestServers> {
  const dir = await mkdtemp(join(tmpdir(), 'citybrain-test-'));
  const data = join(dir, 'data');
  await mkdir(data);
  const [mongod, nats] = await Promise.all([testMongod(data), testNats(data, contracts)]);
  return {
    mongoUri: mongod.uri,
    mongod: mongod.server,
    natsUrl: nats.url,
    nats: nats.server,
    seeds: nats.seeds,
    dataFolder: join(dir, 'data'),
    keysFolder: join(dir, 'keys'),
    stop: async () => {
      await Promise.all([mongod.server?.stop(), nats.server.stop()]);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function testMongod(dir: string): Promise<{ uri: string; server: RunningServer | undefined }> {
  const found = await resolveMongod();
  if (found.kind === 'external') return { uri: found.uri, server: undefined };
  const server = await startMongod({
    binary: found.path,
    dataDir: join(dir, 'mongod'),
    logFile: join(dir, 'mongod.log'),
  });
  return { uri: server.uri, server };
}

async function testNats(dir: string, contracts: readonly ServiceContract[]) {
  const found = await resolveNatsServer({ env: { ...process.env, NATS_URL: '' } });
  if (found.kind === 'external') throw new Error('tests start their own nats-server');
  const seeds: Record<string, string> = {};
  const users = Object.entries(natsRights(contracts)).map(([name, rights]) => {
    const pair = createUser();
    seeds[name] = new TextDecoder().decode(pair.getSeed());
    return {
      name,
      publicKey: pair.getPublicKey(),
      publish: { allow: rights.publish },
      subscribe: { allow: rights.subscribe },
      allowResponses: true,
    };
  });
  const port = await freePort();
  const natsDir = join(dir, 'nats');
  const server = await startNatsServer({
    binary: found.path,
    dir: natsDir,
    port,
    logFile: join(dir, 'nats.log'),
    configText: natsServerConfig({ port, storeDir: natsDir, account: 'test', users }),
  });
  return { url: server.url, server, seeds };
}
