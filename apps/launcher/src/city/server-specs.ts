import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  awaitNats,
  awaitPrimary,
  checkDataVersion,
  mongodCommand,
  type NatsUser,
  natsServerCommand,
  natsServerConfig,
  type ServerCommand,
  tiedToParent,
} from '#libs/local-servers';
import type { ProcessSpec } from '../supervisor/process-spec.js';
import type { CityHome } from './home.js';

const READY_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 20_000;

/** mongod over the home's data, as the supervisor runs it. @throws ServerStartError for data of an unfit version */
export async function mongodSpec(home: CityHome, binary: string, port: number): Promise<ProcessSpec> {
  await mkdir(home.mongoData, { recursive: true });
  await checkDataVersion(binary, home.mongoData);
  const command = mongodCommand({ binary, dataDir: home.mongoData, port });
  return serverSpec(home, 'mongod', command, (signal) => awaitPrimary(port, 'rs0', READY_LIMIT_MS, signal));
}

/** nats-server over the home's data, as the supervisor runs it. */
export async function natsSpec(
  home: CityHome,
  binary: string,
  port: number,
  account: string,
  users: readonly NatsUser[],
): Promise<ProcessSpec> {
  const config = natsServerConfig({ port, storeDir: home.natsData, account, users });
  const command = await natsServerCommand(binary, home.run, config);
  return serverSpec(home, 'nats-server', command, (signal) => awaitNats(port, READY_LIMIT_MS, signal));
}

async function serverSpec(
  home: CityHome,
  name: string,
  server: ServerCommand,
  probe: (signal: AbortSignal) => Promise<void>,
): Promise<ProcessSpec> {
  return {
    name,
    ...(await tiedToParent(server)),
    logFile: join(home.logs, `${name}.log`),
    readiness: { kind: 'probe', probe },
    readyLimitMs: READY_LIMIT_MS,
    stopLimitMs: STOP_LIMIT_MS,
  };
}
