import { type ClientSession, type Document, type MongoClient, MongoServerError } from 'mongodb';
import { ARCHIVE_FORMAT, type ArchiveEnd, type ArchiveHeader, type SchemaStep } from './archive-format.js';
import { ArchiveWriter } from './archive-writer.js';

/** Collections that mean nothing later: who works now. */
const PASSING = new Set(['leases', 'restoring']);
const SNAPSHOT_TRIES = 3;
/** SnapshotTooOld, SnapshotUnavailable. */
const SNAPSHOT_LOST = new Set([239, 246]);

export interface DumpOptions {
  readonly client: MongoClient;
  readonly cityId: string;
  readonly release: string;
  readonly file: string;
  /** Reads everything as of one moment. Not needed when nobody writes. */
  readonly snapshot: boolean;
  /** Sealed secrets to put in. */
  readonly secrets?: Omit<import('./archive-format.js').ArchiveSecrets, 'kind'>;
  readonly now?: () => Date;
  progress(done: number, total: number): void;
}

/** Writes all databases of a city into a file. @throws when the snapshot is lost three times */
export async function dumpDatabases(options: DumpOptions): Promise<ArchiveEnd> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await dumpOnce(options);
    } catch (error) {
      const lost = error instanceof MongoServerError && SNAPSHOT_LOST.has(Number(error.code));
      if (!lost || attempt === SNAPSHOT_TRIES) throw error;
    }
  }
}

/** Services that have a database, by name. */
export async function servicesWithData(client: MongoClient, cityId: string): Promise<string[]> {
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
  const prefix = `${cityId}_`;
  return databases
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ name }) => name.slice(prefix.length))
    .sort();
}

async function dumpOnce(options: DumpOptions): Promise<ArchiveEnd> {
  const { client, cityId, release, snapshot, file, secrets } = options;
  const services = await servicesWithData(client, cityId);
  const session = client.startSession({ snapshot });
  const writer = new ArchiveWriter(file);
  try {
    const schemas: Record<string, SchemaStep[]> = {};
    for (const service of services)
      schemas[service] = await schemaOf(client, `${cityId}_${service}`, session);
    const createdAt = (options.now?.() ?? new Date()).toISOString();
    const header: ArchiveHeader = {
      ...{ kind: 'header', format: ARCHIVE_FORMAT, cityId, release, createdAt, snapshot, schemas },
    } as const;
    await writer.frame(header);
    if (secrets) await writer.frame({ kind: 'secrets', ...secrets });
    await dumpCollections(options, services, session, writer);
    return await writer.end();
  } catch (error) {
    await writer.abandon();
    throw error;
  } finally {
    await session.endSession();
  }
}

async function schemaOf(
  client: MongoClient,
  database: string,
  session: ClientSession,
): Promise<SchemaStep[]> {
  const rows = await client
    .db(database)
    .collection<{ _id: number; name: string; release: string; state: string }>('migrations')
    .find({ state: 'done' }, { session })
    .sort({ _id: 1 })
    .toArray();
  return rows.map(({ _id: number, name, release }) => ({ number, name, release }));
}

async function dumpCollections(
  { client, cityId, progress }: DumpOptions,
  services: readonly string[],
  session: ClientSession,
  writer: ArchiveWriter,
): Promise<void> {
  const all = await collectionsOf(client, cityId, services);
  const total = all.reduce((sum, { estimate }) => sum + estimate, 0);
  let done = 0;
  for (const { service, name, options, indexes } of all) {
    await writer.collection({ service, name, options, indexes });
    const documents = client
      .db(`${cityId}_${service}`)
      .collection(name)
      .find({}, { session, raw: true, batchSize: 1_000 });
    for await (const bytes of documents) {
      await writer.document(bytes as unknown as Uint8Array);
      if (++done % 500 === 0) progress(done, Math.max(total, done));
    }
  }
  progress(done, done);
}

async function collectionsOf(client: MongoClient, cityId: string, services: readonly string[]) {
  const found: {
    service: string;
    name: string;
    options: Document;
    indexes: Document[];
    estimate: number;
  }[] = [];
  for (const service of services) {
    const db = client.db(`${cityId}_${service}`);
    const infos = await db.listCollections({ type: 'collection' }, { nameOnly: false }).toArray();
    for (const { name, ...info } of infos.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (PASSING.has(name) || name.startsWith('system.')) continue;
      const options = 'options' in info ? (info.options ?? {}) : {};
      const collection = db.collection(name);
      const indexes = (await collection.indexes()).filter((index) => index.name !== '_id_');
      const estimate = await collection.estimatedDocumentCount();
      found.push({ service, name, options, indexes, estimate });
    }
  }
  return found;
}
