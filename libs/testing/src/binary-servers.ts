import { join } from 'node:path';
import {
  freePort,
  type NatsUser,
  natsServerConfig,
  resolveMongod,
  resolveNatsServer,
  startMongod,
  startNatsServer,
} from '#libs/local-servers';
import type { StartedServer } from './test-servers.js';

/** mongod from this machine's binary; or the one that MONGODB_URI names, which is nobody's to stop. */
export async function binaryMongod(folder: string): Promise<StartedServer> {
  const found = await resolveMongod();
  if (found.kind === 'external') return { url: found.uri, stop: async () => {} };
  const server = await startMongod({
    binary: found.path,
    dataDir: join(folder, 'mongod'),
    logFile: join(folder, 'mongod.log'),
  });
  return { url: server.uri, stop: () => server.stop() };
}

/** nats-server from this machine's binary; always the test's own, since its users are made for the test. */
export async function binaryNats(folder: string, users: readonly NatsUser[]): Promise<StartedServer> {
  const found = await resolveNatsServer({ env: { ...process.env, NATS_URL: '' } });
  if (found.kind === 'external') throw new Error('tests start their own nats-server');
  const port = await freePort();
  const dir = join(folder, 'nats');
  const server = await startNatsServer({
    binary: found.path,
    dir,
    port,
    logFile: join(folder, 'nats.log'),
    configText: natsServerConfig({ port, storeDir: dir, account: 'test', users }),
  });
  return { url: server.url, stop: () => server.stop() };
}
