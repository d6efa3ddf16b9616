import {
  type Db,
  MongoClient,
  MongoNetworkError,
  MongoServerSelectionError,
  MongoWriteConcernError,
} from 'mongodb';

/** An open database of one service. */
export interface OpenDatabase {
  readonly client: MongoClient;
  readonly db: Db;
}

/**
 * Opens the database `<city>_<service>` (decision 15). Every write waits for the journal of a majority: an
 * acknowledged command survives kill -9 and the loss of a minority of nodes.
 */
export async function openDatabase(uri: string, cityId: string, service: string): Promise<OpenDatabase> {
  const client = new MongoClient(uri, {
    appName: service,
    maxPoolSize: 32,
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
    retryWrites: true,
    retryReads: true,
    serverSelectionTimeoutMS: 5_000,
    ignoreUndefined: true,
  });
  await client.connect();
  return { client, db: client.db(`${cityId}_${service}`) };
}

/** True when the database could not be reached: the outcome may be unknown, a retry with the same key settles it. */
export function isDatabaseUnavailable(error: unknown): boolean {
  return (
    error instanceof MongoServerSelectionError ||
    error instanceof MongoNetworkError ||
    error instanceof MongoWriteConcernError ||
    (error instanceof Error &&
      ['MongoPoolClearedError', 'MongoNotConnectedError', 'MongoTopologyClosedError'].includes(error.name))
  );
}
