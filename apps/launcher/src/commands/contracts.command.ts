import { join } from 'node:path';
import { UserError } from '../user-error.js';
import type { Command } from './command.js';

/** `citybrain contracts`: writes `docs/contracts/` from the contracts, or checks that it is as they say. */
export const contractsCommand: Command = {
  command: 'contracts',
  describe: 'Write docs/contracts/ from the contracts, or check it',
  options: {
    check: {
      type: 'boolean',
      default: false,
      describe: 'Only check: fail when stale or when a release breaks',
    },
  },
  run: async ({ check }, output) => {
    const { projectRoot } = await import('#libs/local-servers');
    const { loadContracts } = await import('../city/contracts.js');
    const { breaksReleased, contractFiles, staleFiles, writeContractFiles } = await import(
      '../contracts/contract-files.js'
    );
    const { SERVICES } = await import('../../../services.js');
    const { platformVersion } = await import('../../../gateway/src/version.js');
    const dir = join(projectRoot(), 'docs', 'contracts');
    const contracts = await loadContracts(SERVICES);
    const files = await contractFiles(contracts, platformVersion());
    const broken = await breaksReleased(dir, contracts);
    if (broken.length > 0) {
      throw new UserError(
        `The contracts break the last release:\n  ${broken.join('\n  ')}`,
        'Make the change compatible, or raise the version of the contract (decision 11).',
      );
    }
    if (!check) {
      const written = await writeContractFiles(dir, files);
      output.result({ written });
      output.line(written.length === 0 ? 'docs/contracts is up to date.' : `Written: ${written.join(', ')}`);
      return 0;
    }
    const stale = await staleFiles(dir, files);
    if (stale.length > 0)
      throw new UserError(`docs/contracts is stale: ${stale.join(', ')}.`, 'Run: npm run contracts');
    output.result({ stale });
    output.line('docs/contracts is up to date, and no released contract is broken.');
    return 0;
  },
};
