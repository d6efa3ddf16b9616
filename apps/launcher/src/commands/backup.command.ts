import type { Command } from './command.js';

/** `citybrain backup`: the city's databases as of one moment, in one file. */
export const backupCommand: Command = {
  command: 'backup',
  describe: 'Write all data of the city into one file; the city may run',
  options: {
    to: { type: 'string', describe: 'File to write (default: backups/<city>-<time>.cbk in the home)' },
    'with-secrets': {
      type: 'boolean',
      default: false,
      describe: 'Also keys and passwords, sealed under CITYBRAIN_PASSPHRASE or --passphrase-file',
    },
    'passphrase-file': { type: 'string', describe: 'File whose first line is the passphrase' },
  },
  run: async (args, output) => {
    const { projectRoot } = await import('#libs/local-servers');
    const { backUp } = await import('../backup/backup.js');
    const { progressBar } = await import('../backup/progress-bar.js');
    const { passphraseOf } = await import('../backup/passphrase.js');
    const { cityHome } = await import('../city/home.js');
    const passphrase = args['with-secrets'] === true ? await passphraseOf(args, process.env) : undefined;
    const bar = progressBar('Backup', output);
    const report = await backUp({
      home: cityHome(),
      root: projectRoot(),
      env: process.env,
      ...(typeof args.to === 'string' && { file: args.to }),
      ...(passphrase !== undefined && { passphrase }),
      progress: bar.at,
    });
    bar.done();
    const documents = report.end.collections.reduce((sum, each) => sum + each.documents, 0);
    output.result({
      ...{ file: report.file, bytes: report.bytes, cityId: report.cityId, documents },
      ...{ sha256: report.end.sha256, withSecrets: report.withSecrets },
    });
    output.line(`${report.file}: ${documents} documents, ${(report.bytes / 1e6).toFixed(1)} MB`);
    if (!report.withSecrets) {
      output.line(
        'Keys are not in it: without those of this home, encrypted personal data stays unreadable.',
      );
      output.line('Keep secrets apart, or use --with-secrets (docs/upgrade.md).');
    }
    return 0;
  },
};
