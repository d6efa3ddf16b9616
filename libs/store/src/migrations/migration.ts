import type { Db, Document } from 'mongodb';

/** What a migration may use. */
export interface MigrationTools {
  readonly db: Db;
  readonly cityId: string;
  readonly now: () => Date;
}

interface Described {
  /** 1, 2, 3 … within the service, in the order in which they run. Never changed once released. */
  readonly number: number;
  /** Short and stable, `kebab-case`; shown as progress. */
  readonly name: string;
  /** What changes and why, one sentence; shown by the dry run. */
  readonly about: string;
  /** Indexes dropped by name before the first document is touched; the new ones are made after all migrations. */
  readonly dropIndexes?: readonly { readonly collection: string; readonly index: string }[];
}

/**
 * Changes the documents of one collection, one by one. Each document is written once, together with its new
 * `schema`: after a kill at any point the rest is found by its old `schema`, and no document is changed twice.
 */
export interface DocumentMigration extends Described {
  readonly collection: string;
  /**
   * `schema` of the documents afterwards; those below it, or without one, are the old ones. The code of the
   * release must write this value with each new document (aggregates do: `AggregateType.schemaVersion`).
   */
  readonly schema: number;
  /**
   * The document in its new form; `_id` stays, `schema` is set by the runner. Gets a copy that it may change.
   * Must depend on the document alone (and on what the tools give): it may be computed more than once, by the
   * dry run and by readers that meet an old document.
   */
  change(document: Document, tools: MigrationTools): Document | Promise<Document>;
}

/** What a step migration may use besides. */
export interface StepTools extends MigrationTools {
  /** Says how far it is, and throws when this instance must stop (another has taken over). Call it often. */
  progress(done: number, total: number): Promise<void>;
}

/** Anything else: collections to move, projections to drop. Runs again from its beginning after a kill. */
export interface StepMigration extends Described {
  /** Idempotent. Must also be right on an empty database. */
  run(tools: StepTools): Promise<void>;
  /** For the dry run: what would be done, in numbers or words. */
  preview?(tools: MigrationTools): Promise<string>;
}

/** One change of the stored form between two releases of a service. */
export type Migration = DocumentMigration | StepMigration;

export function isDocumentMigration(migration: Migration): migration is DocumentMigration {
  return 'change' in migration;
}

/** @throws Error when numbers are not 1, 2, 3 … or a collection's `schema` does not rise */
export function checkMigrations(migrations: readonly Migration[]): void {
  const schemas = new Map<string, number>();
  for (const [index, migration] of migrations.entries()) {
    const { number, name } = migration;
    if (number !== index + 1)
      throw new Error(`migration "${name}" has number ${number}, but stands at place ${index + 1}`);
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
      throw new Error(`migration ${number}: "${name}" is not kebab-case`);
    if (!isDocumentMigration(migration)) continue;
    const before = schemas.get(migration.collection) ?? 1;
    if (migration.schema <= before)
      throw new Error(`migration "${name}": schema ${migration.schema} does not rise above ${before}`);
    schemas.set(migration.collection, migration.schema);
  }
}
