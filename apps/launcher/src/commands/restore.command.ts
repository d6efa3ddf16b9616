import type { Command } from './command.js';

/** `citybrain restore <file>`: puts a backup in the place of the city's data. */
export const restoreCommand: Command = {
  command: 'restore <file>',
  describe: 'Put a backup in the place of the city’s data, or only check it (--verify)',
  options: {
    verify: { type: 'boolean', default: false, describe: 'Only read the file and check every sum' },
    force: { type: 'boolean', default: false, describe: 'Replace data that is there; it is kept beside' },
    'with-secrets': {
      type: 'boolean',
      default: false,
      describe: 'Also the keys and passwords of the backup (CITYBRAIN_PASSPHRASE or --passphrase-file)',
    },
    'passphrase-file': { type: 'string', describe: 'File whose first line is the passphrase' },
  },
  run: async (args, output) => {
    const { resolve } = await import('node:path');
    const file = resolve(String(args.file));
    if (args.verify === true) {
      const { lookAtArchive } = await import('../backup/look-at-archive.js');
      const { header, end, documents, secrets } = await lookAtArchive(file);
      const { cityId, release, createdAt } = header;
      output.result({
        ...{ file, cityId, release, createdAt, documents, withSecrets: secrets !== undefined },
        ...{ sha256: end.sha256, collections: end.collections },
      });
      output.line(
        `${file} is whole: city "${cityId}", release ${release}, ${createdAt}, ${documents} documents.`,
      );
      return 0;
    }
    const { projectRoot } = await import('#libs/local-servers');
    const { passphraseOf } = await import('../backup/passphrase.js');
    const { progressBar } = await import('../backup/progress-bar.js');
    const { restore } = await import('../backup/restore.js');
    const { cityHome } = await import('../city/home.js');
    const passphrase = args['with-secrets'] === true ? await passphraseOf(args, process.env) : undefined;
    const bar = progressBar('Restore', output);
    const { facts, keptAt, secrets } = await restore({
      home: cityHome(),
      root: projectRoot(),
      env: process.env,
      file,
      force: args.force === true,
      ...(passphrase !== undefined && { passphrase }),
      progress: bar.at,
    });
    bar.done();
    output.result({ file, documents: facts.documents, keptAt, secrets });
    output.line(`Restored ${facts.documents} documents as of ${facts.header.createdAt}.`);
    if (keptAt) output.line(`What was there is kept: ${keptAt}`);
    if (secrets.length > 0) output.line(`Secrets put back: ${secrets.join(', ')}`);
    output.line(
      'Start the city now (npm start): it publishes the events again, so that the streams are whole.',
    );
    return 0;
  },
};
