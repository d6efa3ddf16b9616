import type { Command } from './command.js';

/** `citybrain up`: starts a city and stays until it is stopped. */
export const upCommand: Command = {
  command: 'up',
  describe: 'Start the city and stay until Ctrl-C',
  options: {
    fresh: { type: 'boolean', default: false, describe: 'Delete the local data first and begin anew' },
    single: { type: 'boolean', default: false, describe: 'All services in one process' },
    port: { type: 'number', describe: 'Port of the gateway (default: GATEWAY_PORT, else 3000)' },
    seeds: { type: 'boolean', default: true, describe: 'Load seeds/ (--no-seeds leaves it out)' },
  },
  run: async (args, output) => {
    const { runUp } = await import('./up.js');
    return runUp(
      {
        fresh: args.fresh === true,
        mode: args.single === true ? 'single' : 'processes',
        port: args.port as number | undefined,
        seeds: args.seeds !== false,
      },
      output,
    );
  },
};
