import { setTimeout as sleep } from 'node:timers/promises';
import { BackOff, type BackOffLimits } from './back-off.js';
import { Child } from './child.js';
import type { ProcessInfo, ProcessSpec, ProcessState } from './process-spec.js';

/** Keeps one process alive: a crash is followed by a restart after a growing delay, until it is stopped. */
export class SupervisedProcess {
  private child: Child | undefined;
  private state: ProcessState = 'new';
  private restarts = 0;
  private readyAt: number | undefined;
  private readonly backOff: BackOff;
  private readonly stopped = new AbortController();
  private watching: Promise<void> = Promise.resolve();

  constructor(
    readonly spec: ProcessSpec,
    private readonly onChange: () => void,
    limits?: BackOffLimits,
  ) {
    this.backOff = new BackOff(limits);
  }

  /** First start; settles when ready. @throws UserError when it does not get ready: the first start is not repeated */
  async start(): Promise<void> {
    await this.launch();
    this.watching = this.keepAlive();
  }

  /** Graceful end; no restart follows. */
  async stop(): Promise<void> {
    this.stopped.abort();
    await this.child?.stop();
    await this.watching;
    this.become('stopped');
  }

  /** Immediate end; no restart follows. */
  kill(): void {
    this.stopped.abort();
    this.child?.kill();
  }

  info(): ProcessInfo {
    const { state, restarts } = this;
    const startedAt = this.child?.startedAt.toISOString();
    return { name: this.spec.name, pid: this.child?.pid, state, restarts, startedAt };
  }

  private async launch(): Promise<void> {
    this.stopped.signal.throwIfAborted();
    this.readyAt = undefined;
    this.child = new Child(this.spec);
    this.become('starting');
    await this.child.ready();
    this.readyAt = Date.now();
    this.become('ready');
  }

  private async keepAlive(): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      await this.child?.exited;
      if (signal.aborted) return;
      this.become('waiting');
      const healthyMs = this.readyAt === undefined ? 0 : Date.now() - this.readyAt;
      await sleep(this.backOff.next(healthyMs), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      this.restarts += 1;
      // A failed restart has ended the child and stands in its log: the next turn tries again, later.
      await this.launch().catch(() => undefined);
    }
  }

  private become(state: ProcessState): void {
    this.state = state;
    this.onChange();
  }
}
