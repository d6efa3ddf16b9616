import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './ports.js';
import { type RunningServer, readyOrFail, type ServerCommand, startServerProcess } from './server-process.js';
import { firstBytes } from './tcp.js';

export interface NatsServerOptions {
  /** Path of nats-server. */
  readonly binary: string;
  /** Folder of the configuration file. */
  readonly dir: string;
  /** Must be the port the configuration names. Default: any free port. */
  readonly port?: number;
  /** The configuration, made for the given port; see `natsServerConfig`. */
  readonly configText: string | ((port: number) => string);
  /** Default: `<dir>/nats-server.log`. */
  readonly logFile?: string;
}

const READY_LIMIT_MS = 30_000;
const RETRY_MS = 25;

/** Writes the configuration file, readable by its owner only, and returns the command line that uses it. */
export async function natsServerCommand(
  binary: string,
  dir: string,
  configText: string,
): Promise<ServerCommand> {
  await mkdir(dir, { recursive: true });
  const config = join(dir, 'nats-server.conf');
  await writeFile(config, configText, { mode: 0o600 });
  return { command: binary, args: ['-c', config] };
}

/** Starts nats-server and waits until it greets clients. @throws ServerStartError with the end of its log */
export async function startNatsServer(
  options: NatsServerOptions,
): Promise<RunningServer & { readonly url: string }> {
  const port = options.port ?? (await freePort());
  const text = typeof options.configText === 'string' ? options.configText : options.configText(port);
  const command = await natsServerCommand(options.binary, options.dir, text);
  const server = await startServerProcess(
    command,
    port,
    options.logFile ?? join(options.dir, 'nats-server.log'),
  );
  const gaveUp = new AbortController();
  void server.exited.then(() => gaveUp.abort());
  await readyOrFail(server, 'nats-server', awaitNats(port, READY_LIMIT_MS, gaveUp.signal));
  return { ...server, url: natsUrl(port) };
}

/** The URL for clients. */
export function natsUrl(port: number): string {
  return `nats://127.0.0.1:${port}`;
}

/** Waits until the server on this port sends its INFO line. @throws Error after `limitMs` or on abort */
export async function awaitNats(
  port: number,
  limitMs = READY_LIMIT_MS,
  signal?: AbortSignal,
  host?: string,
): Promise<void> {
  const limit = AbortSignal.timeout(limitMs);
  const giveUp = signal ? AbortSignal.any([limit, signal]) : limit;
  while (!(await firstBytes(port, true, host))?.startsWith('INFO ')) {
    if (giveUp.aborted) throw new Error('it was not ready in time');
    await sleep(RETRY_MS);
  }
}
