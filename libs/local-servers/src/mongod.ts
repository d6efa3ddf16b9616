import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkDataVersion } from './mongod-data-version.js';
import { awaitPrimary } from './mongod-primary.js';
import { freePort } from './ports.js';
import { type RunningServer, readyOrFail, type ServerCommand, startServerProcess } from './server-process.js';

export interface MongodOptions {
  /** Path of mongod. */
  readonly binary: string;
  readonly dataDir: string;
  /** Default: any free port. */
  readonly port?: number;
  /** WiredTiger's cache in GB; mongod takes at least 0.25, which is the default. */
  readonly cacheGB?: number;
  /** Default: `<dataDir>/mongod.log`. */
  readonly logFile?: string;
  /** Default: rs0. */
  readonly replicaSet?: string;
}

const READY_LIMIT_MS = 60_000;

/** The command line of a single-node replica set member that listens on loopback only. */
export function mongodCommand(options: MongodOptions & { port: number }): ServerCommand {
  return {
    command: options.binary,
    args: [
      ...['--dbpath', options.dataDir],
      ...['--port', String(options.port)],
      ...['--bind_ip', '127.0.0.1', '--nounixsocket'],
      ...['--replSet', options.replicaSet ?? 'rs0', '--oplogSize', '256'],
      ...['--wiredTigerCacheSizeGB', String(options.cacheGB ?? 0.25)],
      // Diagnostic snapshots cost a write per second and nobody reads them here.
      ...['--setParameter', 'diagnosticDataCollectionEnabled=false', '--quiet'],
    ],
  };
}

/** The URI for drivers; direct, so that nothing depends on the member's name. */
export function mongodUri(port: number, replicaSet = 'rs0'): string {
  return `mongodb://127.0.0.1:${port}/?replicaSet=${replicaSet}&directConnection=true`;
}

/**
 * Starts mongod as a single-node replica set and waits until it is primary. The data folder may have been made under
 * another port.
 * @throws ServerStartError with the end of the log, or when the data was written by an unfit version
 */
export async function startMongod(options: MongodOptions): Promise<RunningServer & { readonly uri: string }> {
  await mkdir(options.dataDir, { recursive: true });
  await checkDataVersion(options.binary, options.dataDir);
  const port = options.port ?? (await freePort());
  const logFile = options.logFile ?? join(options.dataDir, 'mongod.log');
  const server = await startServerProcess(mongodCommand({ ...options, port }), port, logFile);
  const gaveUp = new AbortController();
  void server.exited.then(() => gaveUp.abort());
  await readyOrFail(server, 'mongod', awaitPrimary(port, options.replicaSet, READY_LIMIT_MS, gaveUp.signal));
  return { ...server, uri: mongodUri(port, options.replicaSet) };
}
