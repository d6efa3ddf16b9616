import { refuseNewer } from './database-too-new.js';
import { oldDocuments } from './migrate-documents.js';
import { checkMigrations, isDocumentMigration, type Migration } from './migration.js';
import { MigrationRecords } from './migration-records.js';
import type { MigratorPorts } from './migrator.js';
import { PresentForm } from './present-form.js';

/** What a migration would do. */
export interface MigrationForecast {
  readonly number: number;
  readonly name: string;
  readonly about: string;
  /** Documents that would be changed; what the step says of itself. */
  readonly effect: string;
  /** Documents that cannot be changed, at most ten, with the reason. The upgrade would stop there. */
  readonly faults: readonly string[];
}

const MOST_FAULTS = 10;

/**
 * What `Migrator.run` would do, without a write: every old document goes through all the migrations before it
 * and through this one. Steps are asked for their preview only.
 * @throws DatabaseTooNew
 */
export async function forecastMigrations(
  ports: Pick<MigratorPorts, 'db' | 'cityId' | 'now' | 'migrations'>,
): Promise<MigrationForecast[]> {
  checkMigrations(ports.migrations);
  const records = await new MigrationRecords(ports.db).all();
  refuseNewer(ports.db.databaseName, records, ports.migrations);
  const done = new Set(records.filter(({ state }) => state === 'done').map(({ _id }) => _id));
  const forecasts: MigrationForecast[] = [];
  for (const migration of ports.migrations)
    if (!done.has(migration.number)) forecasts.push(await forecast(migration, ports));
  return forecasts;
}

async function forecast(
  migration: Migration,
  { db, cityId, now, migrations }: Pick<MigratorPorts, 'db' | 'cityId' | 'now' | 'migrations'>,
): Promise<MigrationForecast> {
  const { number, name, about } = migration;
  const tools = { db, cityId, now };
  if (!isDocumentMigration(migration)) {
    const effect = (await migration.preview?.(tools)) ?? 'a step that cannot be foretold';
    return { number, name, about, effect, faults: [] };
  }
  const upToHere = new PresentForm(migrations.filter((each) => each.number <= number));
  const faults: string[] = [];
  let count = 0;
  for await (const document of db.collection(migration.collection).find(oldDocuments(migration))) {
    count++;
    try {
      await upToHere.of(migration.collection, document, tools);
    } catch (error) {
      if (faults.length < MOST_FAULTS) faults.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { number, name, about, effect: `${count} documents of ${migration.collection}`, faults };
}
