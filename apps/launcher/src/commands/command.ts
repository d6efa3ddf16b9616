import type { Options } from 'yargs';
import type { Output } from '../output.js';

/** Values of the options as parsed; each command knows its own. */
export type Arguments = Readonly<Record<string, unknown>>;

/** One command of the CLI. Heavy imports belong into `run`, so that `--help` and completion answer at once. */
export interface Command {
  readonly command: string;
  readonly describe: string;
  readonly options: Readonly<Record<string, Options>>;
  /** @returns the exit code. @throws an error, with `remedy` when its reader can mend it */
  run(args: Arguments, output: Output): Promise<number>;
}
