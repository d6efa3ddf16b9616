import { MongoClient } from 'mongodb';
import { mongodUri, resolveMongod, startMongod } from '#libs/local-servers';
import { checkExternalMongo } from '../city/external-mongo.js';
import type { CityHome } from '../city/home.js';
import { takeLauncherLock } from '../city/launcher-lock.js';
import { stopLeftovers } from '../city/leftovers.js';
import { runningState } from '../city/state-file.js';

/** The databases of the city of a home, opened for a backup or a look. */
export interface OpenedDatabases {
  readonly client: MongoClient;
  /** True when services may write meanwhile. */
  readonly inUse: boolean;
  close(): Promise<void>;
}

/**
 * Opens a city's databases: those of an external server, of the city that runs here, or of one that is stopped,
 * whose mongod is then started for as long as it is needed.
 */
export async function openCityDatabases(home: CityHome, env: NodeJS.ProcessEnv): Promise<OpenedDatabases> {
  const found = await resolveMongod({ env });
  if (found.kind === 'external') {
    await checkExternalMongo(found.uri);
    return opened(found.uri, true);
  }
  const state = await runningState(home);
  if (state?.ports.mongod) return opened(mongodUri(state.ports.mongod), true);
  const unlock = takeLauncherLock(home);
  try {
    await stopLeftovers(home);
    const mongod = await startMongod({
      binary: found.path,
      dataDir: home.mongoData,
      logFile: `${home.logs}/mongod.log`,
    });
    return opened(mongod.uri, false, async () => {
      await mongod.stop();
      unlock();
    });
  } catch (error) {
    unlock();
    throw error;
  }
}

async function opened(
  uri: string,
  inUse: boolean,
  after: () => Promise<void> = async () => {},
): Promise<OpenedDatabases> {
  const client = new MongoClient(uri, { appName: 'citybrain-backup', serverSelectionTimeoutMS: 5_000 });
  const close = async () => {
    await client.close();
    await after();
  };
  try {
    await client.connect();
  } catch (error) {
    await close();
    throw error;
  }
  return { client, inUse, close };
}
