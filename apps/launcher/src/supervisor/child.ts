import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { logTail } from '#libs/local-servers';
import { UserError } from '../user-error.js';
import type { ProcessSpec } from './process-spec.js';

const LONGEST_LOG_BYTES = 20 * 1_048_576;

/** One run of a supervised process, from its spawn to its end. */
export class Child {
  readonly startedAt = new Date();
  readonly exited: Promise<string>;
  private readonly process: ChildProcess;
  private hasExited = false;

  constructor(private readonly spec: ProcessSpec) {
    const log = openLog(spec.logFile);
    const stdio: StdioOptions =
      spec.readiness.kind === 'ipc' ? ['ignore', log, log, 'ipc'] : ['ignore', log, log];
    // A process group of its own: Ctrl-C in the terminal must reach the launcher only, which stops in good order.
    const options = { cwd: spec.cwd, env: spec.env ?? process.env, stdio, detached: true };
    this.process = spawn(spec.command, [...spec.args], options);
    closeSync(log);
    this.exited = new Promise((resolve) => {
      this.process.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
      this.process.once('error', (error) => resolve(error.message));
    });
    void this.exited.then(() => {
      this.hasExited = true;
    });
  }

  get pid(): number | undefined {
    return this.hasExited ? undefined : this.process.pid;
  }

  /**
   * Waits until the process is ready; ends it when it is not in time.
   * @throws UserError with what the process said, or the end of its log
   */
  async ready(): Promise<void> {
    const over = new AbortController();
    const died = this.exited.then((how): never => {
      throw new Error(`it ended (${how})`);
    });
    const late = this.silent(over.signal);
    // Whichever loses the race must not become an unhandled rejection.
    for (const loser of [died, late]) loser.catch(() => undefined);
    try {
      await Promise.race([this.readiness(over.signal), died, late]);
    } catch (error) {
      await this.stop();
      throw error instanceof UserError ? error : await this.explained(error as Error);
    } finally {
      over.abort();
    }
  }

  /** SIGTERM, a bounded wait, then SIGKILL. */
  async stop(): Promise<void> {
    if (this.hasExited) return;
    this.process.kill('SIGTERM');
    const over = new AbortController();
    const late = sleep(this.spec.stopLimitMs, 'late', { signal: over.signal }).catch(() => 'ended');
    if ((await Promise.race([this.exited, late])) === 'late') this.kill();
    over.abort();
    await this.exited;
  }

  /** Ends it at once. */
  kill(): void {
    this.process.kill('SIGKILL');
  }

  private readiness(signal: AbortSignal): Promise<void> {
    return this.spec.readiness.kind === 'probe' ? this.spec.readiness.probe(signal) : this.readyMessage();
  }

  /** Rejects when the process has said nothing for the whole limit: one that migrates its data says how far it is. */
  private async silent(signal: AbortSignal): Promise<never> {
    let heardAt = Date.now();
    this.process.on('message', (message: { type?: string }) => {
      if (message.type === 'progress') heardAt = Date.now();
    });
    for (;;) {
      const left = heardAt + this.spec.readyLimitMs - Date.now();
      if (left <= 0) throw new Error(`it was not ready within ${this.spec.readyLimitMs / 1000} s`);
      await sleep(left, undefined, { signal });
    }
  }

  private readyMessage(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.process.on('message', (message: { type?: string; message?: string; remedy?: string }) => {
        if (message.type === 'progress') this.spec.progress?.(String(message.message));
        if (message.type === 'ready') resolve();
        if (message.type === 'failed') {
          const remedy = message.remedy ?? `Read its log: ${this.spec.logFile}`;
          reject(new UserError(`${this.spec.name} could not start: ${message.message}`, remedy));
        }
      });
    });
  }

  private async explained(cause: Error): Promise<UserError> {
    const tail = await logTail(this.spec.logFile);
    const message = `${this.spec.name} did not start: ${cause.message}${tail ? `\n${tail}` : ''}`;
    return new UserError(message, `Read its log: ${this.spec.logFile}`, { cause });
  }
}

/** The log is a plain file the child writes to by itself: no bytes pass through the launcher, and none are lost with it. */
function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true });
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LONGEST_LOG_BYTES) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}
