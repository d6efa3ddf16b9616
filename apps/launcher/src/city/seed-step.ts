import { join } from 'node:path';
import { loadSeeds } from '../seeds/load-seeds.js';
import type { AfterReadyStep } from './after-ready.js';

/** Loads `seeds/` through the gateway; at once done when the city has them already. */
export const seedStep: AfterReadyStep = {
  title: 'Seeds',
  kind: 'seeds',
  run: ({ root, gatewayUrl, bootstrapOperatorSecret, demoAccountsFile, again, report }) =>
    loadSeeds({
      gatewayUrl,
      dir: join(root, 'seeds'),
      operatorSecret: bootstrapOperatorSecret,
      demoAccountsFile,
      again: again === true,
      report,
    }),
};
