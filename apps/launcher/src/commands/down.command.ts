import { UserError } from '../user-error.js';
import type { Command } from './command.js';

const STOP_LIMIT_MS = 60_000;

/** `citybrain down`: stops the city that runs here. */
export const downCommand: Command = {
  command: 'down',
  describe: 'Stop the city that runs on this machine',
  options: {},
  run: async (_args, output) => {
    const { setTimeout: sleep } = await import('node:timers/promises');
    const { cityHome } = await import('../city/home.js');
    const { stopLeftovers } = await import('../city/leftovers.js');
    const { isAlive, runningState } = await import('../city/state-file.js');
    const home = cityHome();
    const state = await runningState(home);
    if (!state) {
      const leftovers = await stopLeftovers(home);
      output.line(
        leftovers.length > 0 ? `Stopped leftovers: ${leftovers.join(', ')}.` : 'No city runs here.',
      );
      output.result({ state: 'stopped', leftovers });
      return 0;
    }
    process.kill(state.launcher.pid, 'SIGTERM');
    const until = Date.now() + STOP_LIMIT_MS;
    while (isAlive(state.launcher)) {
      if (Date.now() > until) {
        throw new UserError(
          `The launcher (pid ${state.launcher.pid}) did not stop within ${STOP_LIMIT_MS / 1000} s.`,
          `Read the logs in ${home.logs}; \`kill -9 ${state.launcher.pid}\` ends it, the next start cleans up.`,
        );
      }
      await sleep(100);
    }
    output.line('Stopped; the data stays.');
    output.result({ state: 'stopped', leftovers: [] });
    return 0;
  },
};
