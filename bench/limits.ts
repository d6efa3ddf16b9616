import { figure, type Spread } from './harness.js';

/** A figure that has no peer but a limit: seconds of a start, memory of a process. */
export interface Bounded {
  readonly what: string;
  readonly unit: string;
  readonly measured: Spread;
  /** It should be at most this; absent when it is only told. */
  readonly atMost?: number;
}

/** Figures with their limits as a Markdown table. */
export function limitsTable(title: string, rows: readonly Bounded[]): string {
  const cells = rows.map(({ what, unit, measured, atMost }) => [
    what,
    `${figure(measured.median)} ${unit}`,
    `${figure(measured.min)}–${figure(measured.max)}`,
    atMost === undefined ? '' : `≤ ${atMost}${measured.median <= atMost ? '' : ' MISSED'}`,
  ]);
  const head = ['figure', 'median', 'min–max', 'limit'];
  const widths = head.map((name, at) => Math.max(name.length, ...cells.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [
    title,
    line(head),
    `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`,
    ...cells.map(line),
  ].join('\n');
}
