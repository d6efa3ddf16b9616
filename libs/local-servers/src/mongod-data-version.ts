import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ServerStartError } from './errors.js';
import { binaryVersion } from './versions.js';

const MARKER = 'citybrain-mongod-version';

/**
 * Remembers in the data folder which mongod made it, and refuses one that could not open it: mongod reads the data of
 * its own major version and of the one before. Without this the user sees only a cryptic abort in mongod's log.
 * @throws ServerStartError
 */
export async function checkDataVersion(binary: string, dataDir: string): Promise<void> {
  const version = await binaryVersion(binary);
  if (version === undefined) {
    throw new ServerStartError(
      `${binary} does not run on this machine.`,
      'Install MongoDB, or set MONGODB_URI.',
    );
  }
  const marker = join(dataDir, MARKER);
  const madeBy = await readFile(marker, 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
  if (madeBy === undefined) {
    await writeFile(marker, `${version}\n`);
    return;
  }
  const step = major(version) - major(madeBy);
  if (step === 0 || step === 1) return;
  throw new ServerStartError(
    `The data in ${dataDir} was made by MongoDB ${madeBy}; MongoDB ${version} cannot open it.`,
    `Use MongoDB ${major(madeBy)}, or begin anew with \`npm start -- --fresh\` (deletes the local data).`,
  );
}

function major(version: string): number {
  return Number.parseInt(version, 10);
}
