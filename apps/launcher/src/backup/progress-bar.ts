import type { Output } from '../output.js';

const WIDTH = 30;

/** A bar that fills on a terminal, a line for each tenth elsewhere, nothing for machines. */
export function progressBar(title: string, output: Output) {
  const live = !output.json && process.stderr.isTTY === true;
  let tenth = 0;
  return {
    at: (done: number, total: number) => {
      const part = total === 0 ? 1 : done / total;
      if (live) {
        const filled = Math.round(part * WIDTH);
        process.stderr.write(`\r${title} [${'#'.repeat(filled).padEnd(WIDTH, '.')}] ${done}/${total} `);
      } else if (Math.floor(part * 10) > tenth) {
        tenth = Math.floor(part * 10);
        output.line(`${title}: ${done}/${total}`);
      }
    },
    done: () => {
      if (live) process.stderr.write('\r\x1b[K');
    },
  };
}
