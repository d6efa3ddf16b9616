import { join } from 'node:path';
import type { AfterReadyStep } from './after-ready.js';

/** Loads `seeds/` through the gateway; at once done when the city has them already. */
export const seedStep: AfterReadyStep = {
  title: 'Seeds',
  kind: 'seeds',
  // Imported when it runs: the other commands answer without it.
  run: async ({ root, gatewayUrl, bootstrapOperatorSecret, demoAccountsFile, again, report }) => {
    const { loadSeeds } = await import('../seeds/load-seeds.js');
    return loadSeeds({
      gatewayUrl,
      dir: join(root, 'seeds'),
      operatorSecret: bootstrapOperatorSecret,
      demoAccountsFile,
      again: again === true,
      report,
    });
  },
};
