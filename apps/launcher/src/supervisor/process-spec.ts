/** When a process counts as ready. */
export type Readiness =
  /** It says so itself: `{type: 'ready'}` or `{type: 'failed', message, remedy}` over the IPC channel. */
  | { readonly kind: 'ipc' }
  /** Somebody else finds out; the promise settles when ready, and soon after the signal aborts. */
  | { readonly kind: 'probe'; readonly probe: (signal: AbortSignal) => Promise<void> };

/** One process the supervisor keeps alive. */
export interface ProcessSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly logFile: string;
  readonly readiness: Readiness;
  /** Hears what a process says of its start: `{type: 'progress', message}` over the IPC channel. */
  readonly progress?: (line: string) => void;
  /** ms until it must be ready, counted from its last word of progress. */
  readonly readyLimitMs: number;
  /** ms between SIGTERM and SIGKILL. */
  readonly stopLimitMs: number;
}

export type ProcessState = 'new' | 'starting' | 'ready' | 'waiting' | 'stopped';

/** What is known of a process now. */
export interface ProcessInfo {
  readonly name: string;
  /** Undefined while none runs. */
  readonly pid: number | undefined;
  readonly state: ProcessState;
  /** How often it was started again. */
  readonly restarts: number;
  /** ISO time of the present process's start. */
  readonly startedAt: string | undefined;
}
