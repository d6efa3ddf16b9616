import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { resolveMongod, startMongod } from '#libs/local-servers';
import { release } from '#libs/service-host';
import { resolveCityId } from '../city/city-id.js';
import { checkExternalMongo } from '../city/external-mongo.js';
import { type CityHome, writeAtomically } from '../city/home.js';
import { takeLauncherLock } from '../city/launcher-lock.js';
import { stopLeftovers } from '../city/leftovers.js';
import { UserError } from '../user-error.js';
import { ARCHIVE_EXTENSION } from './archive-format.js';
import { stamp } from './backup.js';
import { dumpDatabases, servicesWithData } from './dump-databases.js';
import { loadDatabases } from './load-databases.js';
import { type ArchiveFacts, lookAtArchive, refuseForeign } from './look-at-archive.js';
import { openSecrets, putSecrets } from './sealed-secrets.js';

export interface RestoreOptions {
  readonly home: CityHome;
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly file: string;
  /** Replaces data that is there; it is kept beside. */
  readonly force: boolean;
  /** Opens the secrets of the backup and puts them into the home. */
  readonly passphrase?: string;
  progress(done: number, total: number): void;
}

export interface RestoreReport {
  readonly facts: ArchiveFacts;
  /** Where the data that was there is now. */
  readonly keptAt: string | undefined;
  /** Files of the home that came from the backup. */
  readonly secrets: readonly string[];
}

/** What the next start has to do: the streams are made anew from the events in the databases. */
export interface RestoredMark {
  readonly file: string;
  readonly createdAt: string;
  readonly restoredAt: string;
  /** The data from before: what was erased since the backup is looked up there. */
  readonly keptAt?: string;
}

/**
 * Puts a backup in the place of the city's data. The file is checked to its end before anything is touched, and
 * the old data is in its place until the new is whole.
 * @throws UserError
 */
export async function restore(options: RestoreOptions): Promise<RestoreReport> {
  const { home, root, env, file, passphrase } = options;
  const unlock = takeLauncherLock(home);
  try {
    await stopLeftovers(home);
    const cityId = await resolveCityId(root, env);
    const facts = await lookAtArchive(file);
    refuseForeign(facts, cityId, release());
    const opened = secretsOf(facts, passphrase);
    const found = await resolveMongod({ env });
    const keptAt =
      found.kind === 'external'
        ? await intoServer(options, found.uri, cityId, facts)
        : await intoHome(options, found.path, cityId, facts);
    const secrets = opened ? await putSecrets(home, opened, stamp()) : [];
    return { facts, keptAt, secrets };
  } finally {
    unlock();
  }
}

function secretsOf({ secrets }: ArchiveFacts, passphrase: string | undefined) {
  if (passphrase === undefined) return undefined;
  if (!secrets) throw new UserError('This backup holds no secrets.', 'Leave --with-secrets out.');
  return openSecrets(secrets, passphrase);
}

/** Into a folder beside the data, with a mongod of its own; one rename makes it the city's data. */
async function intoHome(
  { home, file, force, progress }: RestoreOptions,
  mongodPath: string,
  cityId: string,
  facts: ArchiveFacts,
): Promise<string | undefined> {
  const present = await hasFiles(home.mongoData);
  if (present && !force) throw wouldReplace(home.data);
  const keptAt = present ? join(home.backups, `data-before-restore-${stamp()}`) : undefined;
  await rm(home.restoring, { recursive: true, force: true });
  const mongod = await startMongod({
    binary: mongodPath,
    dataDir: join(home.restoring, 'mongo'),
    logFile: join(home.logs, 'mongod-restore.log'),
  });
  try {
    const client = await MongoClient.connect(mongod.uri, { writeConcern: { w: 'majority', journal: true } });
    try {
      await loadDatabases({ client, cityId, file, total: facts.documents, progress });
    } finally {
      await client.close();
    }
  } finally {
    await mongod.stop();
  }
  writeAtomically(join(home.restoring, 'restored.json'), markOf(file, facts, keptAt));
  if (keptAt) {
    await mkdir(home.backups, { recursive: true, mode: 0o700 });
    await rename(home.data, keptAt);
  } else {
    await rm(home.data, { recursive: true, force: true });
  }
  await rename(home.restoring, home.data);
  return keptAt;
}

/** Finishes, at a start, what a kill between the last two renames left; refuses a start on half a restore. */
export async function finishRestore(home: CityHome): Promise<void> {
  if (!(await hasFiles(home.restoring)) || (await hasFiles(home.mongoData))) return;
  if (await stat(join(home.restoring, 'restored.json')).catch(() => undefined)) {
    await rm(home.data, { recursive: true, force: true });
    await rename(home.restoring, home.data);
    return;
  }
  throw new UserError(
    'A restore was broken off; there is no whole data to start on.',
    `Run it again: npx citybrain restore <file>. To begin anew instead, delete ${home.restoring}.`,
  );
}

/** Into databases of a server that somebody else runs. Until all is there, no service starts on any of them. */
async function intoServer(
  { home, file, force, progress }: RestoreOptions,
  uri: string,
  cityId: string,
  facts: ArchiveFacts,
): Promise<string | undefined> {
  await checkExternalMongo(uri);
  const client = await MongoClient.connect(uri, { writeConcern: { w: 'majority', journal: true } });
  try {
    const services = await servicesWithData(client, cityId);
    const guarded = await isGuarded(client, cityId, services);
    if (services.length > 0 && !force && !guarded) throw wouldReplace(`the databases ${cityId}_*`);
    let keptAt: string | undefined;
    if (services.length > 0 && !guarded) {
      keptAt = join(home.backups, `${cityId}-before-restore-${stamp()}${ARCHIVE_EXTENSION}`);
      await mkdir(home.backups, { recursive: true, mode: 0o700 });
      await dumpDatabases({
        ...{ client, cityId, release: release(), file: keptAt, snapshot: true, progress: () => undefined },
      });
    }
    const all = [...new Set([...services, ...facts.end.collections.map(({ service }) => service)])];
    for (const service of all) await guard(client, cityId, service, file);
    for (const service of services) {
      const db = client.db(`${cityId}_${service}`);
      for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray())
        if (name !== 'restoring' && !name.startsWith('system.')) await db.dropCollection(name);
    }
    await loadDatabases({ client, cityId, file, total: facts.documents, progress });
    writeAtomically(home.restoredFile, markOf(file, facts, keptAt));
    for (const service of all) await client.db(`${cityId}_${service}`).dropCollection('restoring');
    return keptAt;
  } finally {
    await client.close();
  }
}

async function guard(client: MongoClient, cityId: string, service: string, file: string): Promise<void> {
  await client
    .db(`${cityId}_${service}`)
    .collection<{ _id: string }>('restoring')
    .replaceOne({ _id: 'restoring' }, { file, since: new Date() }, { upsert: true });
}

async function isGuarded(client: MongoClient, cityId: string, services: readonly string[]): Promise<boolean> {
  for (const service of services)
    if (await client.db(`${cityId}_${service}`).collection('restoring').findOne()) return true;
  return false;
}

function markOf(file: string, { header }: ArchiveFacts, keptAt: string | undefined): string {
  const mark: RestoredMark = {
    ...{ file, createdAt: header.createdAt, restoredAt: new Date().toISOString() },
    ...(keptAt && { keptAt }),
  };
  return `${JSON.stringify(mark, null, 2)}\n`;
}

async function hasFiles(folder: string): Promise<boolean> {
  return (await readdir(folder).catch(() => [])).length > 0;
}

function wouldReplace(what: string): UserError {
  return new UserError(
    `There is data already: ${what}.`,
    'Add --force to replace it; what is there is kept beside, and the answer says where.',
  );
}
