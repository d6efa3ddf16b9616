import { UserError } from '../user-error.js';
import type { Command } from './command.js';

/** `citybrain seed`: repeats the seed steps on the city that runs here. */
export const seedCommand: Command = {
  command: 'seed',
  describe: 'Load seeds/ into the city that runs here (again)',
  options: {},
  run: async (_args, output) => {
    const { projectRoot } = await import('#libs/local-servers');
    const { afterReady } = await import('../city/after-ready.js');
    const { cityHome } = await import('../city/home.js');
    const { ensureSecrets } = await import('../city/secrets.js');
    const { runningState } = await import('../city/state-file.js');
    const { runSteps } = await import('./run-steps.js');
    const home = cityHome();
    const state = await runningState(home);
    if (!state?.ready) throw new UserError('No city is ready here.', 'Start one first: npm start');
    const hooks = afterReady.filter((hook) => hook.kind === 'seeds');
    if (hooks.length === 0)
      throw new UserError('This build has no seed step.', 'See apps/launcher/src/city/after-ready.ts.');
    const secrets = await ensureSecrets(home, []);
    const context = {
      root: projectRoot(),
      home: home.path,
      cityId: state.cityId,
      gatewayUrl: state.gatewayUrl,
      bootstrapOperatorSecret: secrets.bootstrapOperatorSecret,
      demoAccountsFile: home.demoAccountsFile,
      nats: { url: process.env.NATS_URL || state.natsUrl, seed: secrets.natsSeeds.operator ?? '' },
      env: process.env,
    };
    const steps = hooks.map((hook) => ({
      title: hook.title,
      run: (report: (line: string) => void) => hook.run({ ...context, again: true, report }),
    }));
    await runSteps(steps, output);
    output.result({ state: 'seeded', steps: hooks.map((hook) => hook.title) });
    return 0;
  },
};
