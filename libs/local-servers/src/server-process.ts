import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServerStartError } from './errors.js';
import { tiedToParent } from './parent-death.js';

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A server process of ours on loopback. */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  readonly process: ChildProcess;
  readonly logFile: string;
  /** Settles when the process has ended, whoever ended it; never rejects. */
  readonly exited: Promise<Exit>;
  /** SIGTERM, a bounded wait, then SIGKILL. Safe to call twice. */
  stop(): Promise<void>;
}

/** What is run: the same form serves `start…` here and the launcher's supervisor. */
export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
}

const STOP_LIMIT_MS = 20_000;
const living = new Set<ChildProcess>();
let exitHookSet = false;

/** Starts the command with its output appended to the log file. */
export async function startServerProcess(
  server: ServerCommand,
  port: number,
  logFile: string,
): Promise<RunningServer> {
  const { command, args } = await tiedToParent(server);
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(command, args, { stdio: ['ignore', log, log] });
  closeSync(log);
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
  stopAtExit(child, exited);
  if (child.pid === undefined) {
    throw new ServerStartError(
      `${server.command} could not be started.`,
      'Check that the file may be executed.',
    );
  }
  return { pid: child.pid, port, process: child, logFile, exited, stop: () => stop(child, exited) };
}

/**
 * Waits for readiness, but no longer than the process lives; a server that fails is stopped.
 * @throws ServerStartError with the end of its log
 */
export async function readyOrFail(server: RunningServer, name: string, ready: Promise<void>): Promise<void> {
  const died = server.exited.then((exit): never => {
    throw new Error(`it ended at once (${exit.signal ?? `code ${exit.code}`})`);
  });
  try {
    await Promise.race([ready, died]);
  } catch (error) {
    await server.stop();
    await ready.catch(() => undefined);
    throw new ServerStartError(
      `${name} did not start: ${(error as Error).message}\n${await logTail(server.logFile)}`,
      `Read its log: ${server.logFile}`,
      { cause: error },
    );
  }
}

/** The last lines of a log file; empty when there is none. */
export async function logTail(logFile: string, lines = 15): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  return text
    .trimEnd()
    .split('\n')
    .slice(-lines)
    .map((line) => line.slice(0, 400))
    .join('\n');
}

async function stop(child: ChildProcess, exited: Promise<Exit>): Promise<void> {
  if (child.pid === undefined) return;
  child.kill('SIGTERM');
  const limit = new AbortController();
  const late = sleep(STOP_LIMIT_MS, 'late' as const, { signal: limit.signal, ref: false }).catch(
    () => 'ended' as const,
  );
  if ((await Promise.race([exited, late])) === 'late') child.kill('SIGKILL');
  limit.abort();
  await exited;
}

/** A starter that ends without `stop()` takes its servers along; kill -9 of the starter is `tiedToParent`'s matter. */
function stopAtExit(child: ChildProcess, exited: Promise<Exit>): void {
  living.add(child);
  void exited.then(() => living.delete(child));
  if (exitHookSet) return;
  exitHookSet = true;
  process.on('exit', () => {
    for (const survivor of living) survivor.kill('SIGTERM');
  });
}
