import type { BackOffLimits } from './back-off.js';
import type { ProcessInfo, ProcessSpec } from './process-spec.js';
import { SupervisedProcess } from './supervised-process.js';

export interface SupervisorOptions {
  /** Called after every change of any process's state. */
  readonly onChange?: (processes: ProcessInfo[]) => void;
  readonly backOff?: BackOffLimits;
}

/** Starts processes one after the other, keeps them alive, and stops them in reverse order. */
export class Supervisor {
  private readonly processes: SupervisedProcess[] = [];
  private stopping: Promise<void> | undefined;

  constructor(private readonly options: SupervisorOptions = {}) {}

  /** Starts one more process and waits until it is ready. @throws UserError when it does not get ready */
  async start(spec: ProcessSpec): Promise<void> {
    if (this.stopping !== undefined) throw new Error(`${spec.name} is not started: stopping`);
    const onChange = () => this.options.onChange?.(this.list());
    const process = new SupervisedProcess(spec, onChange, this.options.backOff);
    this.processes.push(process);
    await process.start();
  }

  /** Stops all, the last started first. Safe to call again. */
  stop(): Promise<void> {
    this.stopping ??= this.stopAll();
    return this.stopping;
  }

  /** Ends all at once. */
  kill(): void {
    this.stopping ??= Promise.resolve();
    for (const process of this.processes) process.kill();
  }

  list(): ProcessInfo[] {
    return this.processes.map((process) => process.info());
  }

  private async stopAll(): Promise<void> {
    for (const process of this.processes.toReversed()) await process.stop();
  }
}
