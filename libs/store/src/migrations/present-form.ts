import { BSON, type Document } from 'mongodb';
import {
  type DocumentMigration,
  isDocumentMigration,
  type Migration,
  type MigrationTools,
} from './migration.js';

/** `schema` of a document; those of a form without one are the first. */
function schemaOf(document: Document): number {
  return typeof document.schema === 'number' ? document.schema : 1;
}

/**
 * The present form of documents. Readers that meet an old one (written by an instance of the release before,
 * while both ran) get what the migrations make of it.
 */
export class PresentForm {
  private readonly byCollection = new Map<string, DocumentMigration[]>();

  constructor(migrations: readonly Migration[] = []) {
    for (const migration of migrations.filter(isDocumentMigration)) {
      const own = this.byCollection.get(migration.collection) ?? [];
      this.byCollection.set(migration.collection, [...own, migration]);
    }
  }

  /** True when the document has a form that a migration changes. */
  isOld(collection: string, document: Document): boolean {
    const last = this.byCollection.get(collection)?.at(-1);
    return last !== undefined && schemaOf(document) < last.schema;
  }

  /** The document in the present form; itself when it has it already. */
  async of<D extends Document>(collection: string, document: D, tools: MigrationTools): Promise<D> {
    let present: Document = document;
    for (const migration of this.byCollection.get(collection) ?? [])
      if (schemaOf(present) < migration.schema) present = await changed(migration, present, tools);
    return present as D;
  }
}

/** One document after one migration. @throws MigrationFailed with the document's id */
export async function changed(
  migration: DocumentMigration,
  document: Document,
  tools: MigrationTools,
): Promise<Document> {
  try {
    const copy = BSON.deserialize(BSON.serialize(document), { promoteBuffers: false });
    const next = await migration.change(copy, tools);
    return { ...next, _id: document._id, schema: migration.schema };
  } catch (cause) {
    throw new MigrationFailed(migration, document._id, cause);
  }
}

/** A migration could not change a document. Nothing of that document was written. */
export class MigrationFailed extends Error {
  constructor(migration: Migration, id: unknown, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`migration ${migration.number} "${migration.name}" cannot change document ${String(id)}: ${why}`, {
      cause,
    });
    this.name = 'MigrationFailed';
  }
}
