import { UserError } from '../user-error.js';
import type { Command } from './command.js';

/** `citybrain reset --demo`: deletes the data and keeps keys and demo passwords; the next start loads the seeds. */
export const resetCommand: Command = {
  command: 'reset',
  describe: 'Back to the seeded state: deletes the data, keeps keys and demo passwords',
  options: {
    demo: { type: 'boolean', default: false, describe: 'Needed: says that this city is a demonstration' },
    yes: { type: 'boolean', default: false, describe: 'Do not ask' },
  },
  run: async ({ demo, yes }, output) => {
    if (demo !== true) {
      throw new UserError(
        'reset deletes all data of this city.',
        'If it is a demonstration, say so: npx citybrain reset --demo',
      );
    }
    if (process.env.MONGODB_URI || process.env.NATS_URL) {
      throw new UserError(
        'reset deletes only data in this home, not what is on servers given by MONGODB_URI or NATS_URL.',
        'Drop the databases <city>_* and the streams there by hand.',
      );
    }
    const { rm } = await import('node:fs/promises');
    const { cityHome } = await import('../city/home.js');
    const { takeLauncherLock } = await import('../city/launcher-lock.js');
    const { stopLeftovers } = await import('../city/leftovers.js');
    const { downCommand } = await import('./down.command.js');
    const home = cityHome();
    if (yes !== true && !(await confirmed(`Delete all data in ${home.data}?`))) {
      throw new UserError('Nothing was deleted.', 'Answer "yes", or add --yes.');
    }
    await downCommand.run({}, { ...output, line: () => undefined, result: () => undefined });
    const unlock = takeLauncherLock(home);
    try {
      await stopLeftovers(home);
      await rm(home.data, { recursive: true, force: true });
      await rm(home.restoring, { recursive: true, force: true });
    } finally {
      unlock();
    }
    output.result({ state: 'reset', home: home.path });
    output.line('The data is gone; keys and demo passwords stay. `npm start` loads the seeds.');
    return 0;
  },
};

async function confirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`${question} Type "yes": `)).trim() === 'yes';
  } finally {
    terminal.close();
  }
}
