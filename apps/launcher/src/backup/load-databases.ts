import { BSON, type Db, type Document, type MongoClient } from 'mongodb';
import type { ArchiveCollection, ArchiveEnd } from './archive-format.js';
import { readArchive } from './archive-reader.js';

/** Types are kept as they were stored: a 64-bit whole number does not become a double. */
const AS_STORED = {
  promoteValues: false,
  promoteLongs: false,
  promoteBuffers: false,
  bsonRegExp: true,
} as const;

export interface LoadOptions {
  readonly client: MongoClient;
  readonly cityId: string;
  readonly file: string;
  /** Documents that the file holds, for the progress. */
  readonly total: number;
  progress(done: number, total: number): void;
}

/** Writes a backup's collections into the databases of a city, which must not have them. Indexes come last. */
export async function loadDatabases({
  client,
  cityId,
  file,
  total,
  progress,
}: LoadOptions): Promise<ArchiveEnd> {
  const described: { db: Db; collection: ArchiveCollection }[] = [];
  let done = 0;
  const end = await readArchive(file, {
    collection: async (collection) => {
      const db = client.db(`${cityId}_${collection.service}`);
      described.push({ db, collection });
      await db.createCollection(collection.name, collection.options);
    },
    documents: async (documents) => {
      const into = described.at(-1);
      if (!into) throw new Error('documents without a collection');
      const rows: Document[] = documents.map((bytes) => BSON.deserialize(bytes, AS_STORED));
      await into.db.collection(into.collection.name).insertMany(rows as never, { ordered: true });
      done += rows.length;
      progress(done, total);
    },
  });
  for (const { db, collection } of described) {
    if (collection.indexes.length === 0) continue;
    const indexes = collection.indexes.map(({ ns: _ns, ...index }) => index);
    await db.command({ createIndexes: collection.name, indexes });
  }
  return end;
}
