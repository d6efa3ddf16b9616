import type { Db } from 'mongodb';
import type { Migration } from './migration.js';
import type { MigrationRecord } from './migration-records.js';

/** The database was changed by a release that this code does not know: it must not be touched. */
export class DatabaseTooNew extends Error {
  constructor(
    database: string,
    detail: string,
    readonly remedy: string,
  ) {
    super(`the database ${database} is newer than this release: ${detail}`);
    this.name = 'DatabaseTooNew';
  }
}

/** @throws DatabaseTooNew when the records hold a migration that the code has not, or another of that number */
export function refuseNewer(
  database: string,
  records: readonly MigrationRecord[],
  migrations: readonly Migration[],
): void {
  for (const { _id: number, name, release } of records) {
    const known = migrations[number - 1];
    if (known?.name === name) continue;
    const detail = known
      ? `it has migration ${number} "${name}" of release ${release}; here ${number} is "${known.name}"`
      : `it has migration ${number} "${name}" of release ${release}; here the last is ${migrations.length}`;
    throw new DatabaseTooNew(
      database,
      detail,
      `Start release ${release} or newer; to go back, restore the backup made before the upgrade: npx citybrain restore <file>`,
    );
  }
}

/** A restore into this database was begun and has not come to its end. */
export class HalfRestored extends Error {
  readonly remedy = 'Wait for the restore, or run it again: npx citybrain restore <file>';

  constructor(database: string) {
    super(`the database ${database} is being restored, or its restore was broken off`);
    this.name = 'HalfRestored';
  }
}

/** @throws HalfRestored */
export async function refuseHalfRestored(db: Db): Promise<void> {
  if (await db.collection('restoring').findOne({})) throw new HalfRestored(db.databaseName);
}
