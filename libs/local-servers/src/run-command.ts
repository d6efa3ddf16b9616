import { spawn } from 'node:child_process';

export interface CommandResult {
  /** Exit code; null when it was killed or could not be started. */
  readonly code: number | null;
  readonly stdout: string;
  /** Standard error, or why the command could not run. */
  readonly stderr: string;
}

export interface CommandOptions {
  readonly timeoutMs: number;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** Called with every complete line of either stream. */
  readonly onLine?: (line: string) => void;
}

const KEPT_CHARACTERS = 64_000;

/** Runs a command to its end within a time limit. Never throws: a missing command is a result with `code: null`. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
      killSignal: 'SIGKILL',
      signal: options.signal,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout = (stdout + text).slice(-KEPT_CHARACTERS);
      reportLines(text, options.onLine);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-KEPT_CHARACTERS);
      reportLines(text, options.onLine);
    });
    child.on('error', (error) => resolve({ code: null, stdout, stderr: stderr + error.message }));
    child.on('close', (code, signal) => {
      const killed = signal === null ? '' : `killed after ${options.timeoutMs / 1000} s (${signal})`;
      resolve({ code, stdout, stderr: stderr + killed });
    });
  });
}

function reportLines(text: string, onLine: ((line: string) => void) | undefined): void {
  if (!onLine) return;
  for (const line of text.split(/[\r\n]+/)) if (line.trim() !== '') onLine(line.trim());
}

/** The last line that says something, for one-line reasons. */
export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}
