import type { Document, Filter } from 'mongodb';
import type { DocumentMigration, MigrationTools } from './migration.js';
import { changed } from './present-form.js';

const BATCH = 200;

/** The documents that a migration has still to change. */
export function oldDocuments({ schema }: DocumentMigration): Filter<Document> {
  return { schema: { $not: { $gte: schema } } }; // one without a schema is old, too
}

/**
 * Changes every old document of the collection, batch by batch. A document that somebody else writes
 * meanwhile is left as it is and taken again: each write asks that the document is still the one that was read.
 * @param reached is told after each batch how many have been changed; throwing there stops the work
 */
export async function migrateDocuments(
  migration: DocumentMigration,
  tools: MigrationTools,
  reached: (changedNow: number) => Promise<void>,
): Promise<void> {
  const documents = tools.db.collection(migration.collection);
  for (;;) {
    let missed = 0;
    let batch: Document[] = [];
    const write = async () => {
      const writes = await Promise.all(batch.map((document) => replacement(migration, document, tools)));
      const { matchedCount } = await documents.bulkWrite(writes, { ordered: false });
      missed += writes.length - matchedCount;
      batch = [];
      await reached(matchedCount);
    };
    const old = documents.find(oldDocuments(migration), { sort: { _id: 1 }, hint: '_id_', batchSize: BATCH });
    for await (const document of old) {
      batch.push(document);
      if (batch.length === BATCH) await write();
    }
    if (batch.length > 0) await write();
    if (missed === 0) return;
  }
}

async function replacement(migration: DocumentMigration, document: Document, tools: MigrationTools) {
  return {
    replaceOne: {
      filter: { _id: document._id, $expr: { $eq: ['$$ROOT', { $literal: document }] } },
      replacement: await changed(migration, document, tools),
    },
  };
}
