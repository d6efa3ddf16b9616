import { mkdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { release } from '#libs/service-host';
import { resolveCityId } from '../city/city-id.js';
import type { CityHome } from '../city/home.js';
import { UserError } from '../user-error.js';
import { ARCHIVE_EXTENSION, type ArchiveEnd } from './archive-format.js';
import { openCityDatabases } from './city-databases.js';
import { dumpDatabases, servicesWithData } from './dump-databases.js';
import { sealSecrets } from './sealed-secrets.js';

export interface BackupOptions {
  readonly home: CityHome;
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** Default: `<home>/backups/<city>-<time>.cbk`. */
  readonly file?: string;
  /** Puts the home's keys and passwords in, sealed under it. */
  readonly passphrase?: string;
  progress(done: number, total: number): void;
}

export interface BackupReport {
  readonly file: string;
  readonly bytes: number;
  readonly cityId: string;
  readonly end: ArchiveEnd;
  readonly withSecrets: boolean;
}

/** Writes a backup of the city of this home, running or not. @throws UserError when there is nothing to save */
export async function backUp(options: BackupOptions): Promise<BackupReport> {
  const { home, root, env, passphrase, progress } = options;
  const cityId = await resolveCityId(root, env);
  const file = resolve(options.file ?? join(home.backups, `${cityId}-${stamp()}${ARCHIVE_EXTENSION}`));
  if (await stat(file).catch(() => undefined))
    throw new UserError(`${file} exists already.`, 'Name another file: --to <file>');
  if (!env.MONGODB_URI && !(await stat(home.mongoData).catch(() => undefined)))
    throw new UserError(`There is no city data in ${home.path}.`, 'Start a city first: npm start');
  const secrets = passphrase === undefined ? undefined : await sealSecrets(home, passphrase);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const databases = await openCityDatabases(home, env);
  try {
    const { client, inUse } = databases;
    if ((await servicesWithData(client, cityId)).length === 0) {
      throw new UserError(
        `MongoDB holds no database of the city "${cityId}".`,
        'Check CITY_ID and MONGODB_URI.',
      );
    }
    const end = await dumpDatabases({
      ...{ client, cityId, release: release(), file, snapshot: inUse, progress },
      ...(secrets && { secrets }),
    });
    const { size } = await stat(file);
    return { file, bytes: size, cityId, end, withSecrets: secrets !== undefined };
  } finally {
    await databases.close();
  }
}

/** For file names: 20261124-0031-15. */
export function stamp(now: Date = new Date()): string {
  const [day, time] = now.toISOString().slice(0, 19).split('T') as [string, string];
  return `${day.replaceAll('-', '')}-${time.slice(0, 5).replace(':', '')}-${time.slice(6)}`;
}
