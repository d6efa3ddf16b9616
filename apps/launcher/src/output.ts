import pc from 'picocolors';
import { remedyOf } from './user-error.js';

/** Where a command writes: lines for people, or one JSON document per result for machines; never both on stdout. */
export interface Output {
  readonly json: boolean;
  /** A line for people; nothing with `--json`. */
  line(text?: string): void;
  /** The result for machines; nothing without `--json`. */
  result(data: object): void;
  /** A failure with its remedy. */
  failure(error: unknown): void;
}

/** Output on this process's stdout and stderr. */
export function terminalOutput(json: boolean): Output {
  return {
    json,
    line: (text = '') => {
      if (!json) process.stdout.write(`${text}\n`);
    },
    result: (data) => {
      if (json) process.stdout.write(`${JSON.stringify(data)}\n`);
    },
    failure: (error) => {
      const message = error instanceof Error ? error.message : String(error);
      const remedy = remedyOf(error);
      if (json) process.stdout.write(`${JSON.stringify({ error: { message, remedy } })}\n`);
      else process.stderr.write(`${pc.red('✖')} ${message}\n${remedy ? `${pc.cyan('→')} ${remedy}\n` : ''}`);
    },
  };
}

/** Rows as aligned columns; every row has as many cells as the first. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell)))
      .join('  ')
      .trimEnd(),
  );
}

/** Columns a text takes in a terminal: CJK characters take two. */
function width(text: string): number {
  return [...text].reduce(
    (sum, character) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
        character,
      )
        ? 2
        : 1),
    0,
  );
}

/** A duration for people: "1.6 s". */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
