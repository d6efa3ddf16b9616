export {
  type AggregateDocument,
  type AggregateType,
  type DomainEvent,
  happened,
  type Loaded,
  lookupIndex,
  type PersonalSpec,
  type StoredPersonal,
} from './aggregate.js';
export { AggregateStore, type Beside, brokeUniqueIndex, type PersonalChange } from './aggregate-store.js';
export { bodyHash, commandKey, creationId } from './command-identity.js';
export { Lease } from './lease.js';
export { literalPattern } from './literal-pattern.js';
export { DatabaseTooNew, HalfRestored } from './migrations/database-too-new.js';
export { forecastMigrations, type MigrationForecast } from './migrations/dry-run.js';
export type {
  DocumentMigration,
  Migration,
  MigrationTools,
  StepMigration,
  StepTools,
} from './migrations/migration.js';
export { type MigrationRecord, MigrationRecords } from './migrations/migration-records.js';
export { type MigrationProgress, Migrator } from './migrations/migrator.js';
export { MigrationFailed, PresentForm } from './migrations/present-form.js';
export { isDatabaseUnavailable, type OpenDatabase, openDatabase } from './mongo.js';
export { Relay, type RelayPorts } from './relay.js';
export { sealPlainPersonal, splitPlainPersonal } from './seal-plain-personal.js';
export { type KeptEvent, ServiceStore } from './service-store.js';
