import type { Type } from '@nestjs/common';
import { type MigrationProgress, Migrator } from '#libs/store';
import { answerHealthWhileStarting } from './health-while-starting.js';
import { release } from './release.js';
import { migrationsOf } from './service-module.js';
import type { ServiceRuntime } from './service-runtime.js';

/** Milliseconds between two lines of the log about one migration. */
const LOG_EVERY_MS = 5_000;

/** How far the migrations of a service are, for the log, the launcher and the health answer. */
export type TellProgress = (progress: MigrationProgress) => void;

/**
 * Brings the service's database to the form of this release; the first thing after the parts are made. Readers
 * then take documents that an instance of the release before may still write.
 * @throws DatabaseTooNew, MigrationFailed
 */
export async function migrateData(
  module: Type<object>,
  runtime: ServiceRuntime,
  tell: TellProgress = () => {},
): Promise<void> {
  const { contract, connection, database, configuration, logger, now } = runtime;
  const migrations = migrationsOf(module, runtime);
  let latest = 'looks at the stored form';
  const stopAnswering = answerHealthWhileStarting(connection, contract, runtime.startedAt, () => ({
    name: 'migrations',
    ok: false,
    detail: latest.slice(0, 300),
  }));
  const log = progressLog((line, progress) => logger.info({ migration: progress }, line));
  try {
    await new Migrator({
      db: database.db,
      cityId: configuration.cityId,
      now,
      release: release(),
      migrations,
      progress: (progress) => {
        latest = inWords(progress);
        log(latest, progress);
        tell(progress);
      },
    }).run();
  } finally {
    stopAnswering();
  }
  runtime.store.readOldFormsBy(migrations);
}

/** `migrating 2 person-keys 120/76 000`, for people. */
export function inWords({ state, number, name, done, total }: MigrationProgress): string {
  const count = total > 0 ? ` ${grouped(done)}/${grouped(total)}` : '';
  if (state === 'done') return `migration ${number} ${name} is done${count}`;
  if (state === 'waiting') return `waits for another instance: migration ${number} ${name}${count}`;
  return `migrating ${number} ${name}${count}`;
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ' ');
}

/** Lets through the first line, each change of state or migration, and one line in five seconds between. */
function progressLog(
  write: (line: string, progress: MigrationProgress) => void,
): (line: string, progress: MigrationProgress) => void {
  let last = '';
  let at = 0;
  return (line, progress) => {
    const kind = `${progress.number} ${progress.state}`;
    if (kind === last && Date.now() - at < LOG_EVERY_MS) return;
    last = kind;
    at = Date.now();
    write(line, progress);
  };
}
