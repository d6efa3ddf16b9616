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
