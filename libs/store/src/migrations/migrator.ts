import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from 'mongodb';
import { Lease } from '../lease.js';
import { refuseHalfRestored, refuseNewer } from './database-too-new.js';
import { migrateDocuments, oldDocuments } from './migrate-documents.js';
import { checkMigrations, isDocumentMigration, type Migration, type MigrationTools } from './migration.js';
import { MigrationRecords } from './migration-records.js';

/** How far a migration is. `waiting`: another instance does it. */
export interface MigrationProgress {
  readonly state: 'running' | 'waiting' | 'done';
  readonly number: number;
  readonly name: string;
  readonly done: number;
  readonly total: number;
}

export interface MigratorPorts {
  readonly db: Db;
  readonly cityId: string;
  readonly now: () => Date;
  /** Version of the running code, for the records. */
  readonly release: string;
  readonly migrations: readonly Migration[];
  progress(progress: MigrationProgress): void;
}

const LEASE_MS = 10_000;
const RENEW_MS = 2_000;
const ASK_AGAIN_MS = 300;

/**
 * Brings a service's database to the form of this release, before anything else looks at it. Over any number
 * of instances one works and the others wait; after a kill the next one goes on where the last one stopped.
 */
export class Migrator {
  private readonly records: MigrationRecords;
  private readonly lease: Lease;
  private readonly tools: MigrationTools;

  constructor(private readonly ports: MigratorPorts) {
    checkMigrations(ports.migrations);
    this.records = new MigrationRecords(ports.db);
    this.lease = new Lease(ports.db, 'migrations', randomUUID(), LEASE_MS);
    this.tools = { db: ports.db, cityId: ports.cityId, now: ports.now };
  }

  /**
   * Runs what is still to be run; returns when the database has the form of this release.
   * @throws DatabaseTooNew, MigrationFailed; what the database throws
   */
  async run(): Promise<void> {
    for (;;) {
      const left = await this.pending();
      if (left.length === 0) return;
      if (await this.lease.hold()) {
        await this.work();
        return;
      }
      await this.tellWaiting(left);
      await sleep(ASK_AGAIN_MS);
    }
  }

  /** Migrations not done yet, in order. @throws DatabaseTooNew */
  async pending(): Promise<Migration[]> {
    await refuseHalfRestored(this.ports.db);
    const records = await this.records.all();
    refuseNewer(this.ports.db.databaseName, records, this.ports.migrations);
    const done = new Set(records.filter(({ state }) => state === 'done').map(({ _id }) => _id));
    return this.ports.migrations.filter(({ number }) => !done.has(number));
  }

  private async work(): Promise<void> {
    const renewal = setInterval(() => void this.lease.hold().catch(() => {}), RENEW_MS); // seen by `heldForSure`
    try {
      const left = await this.pending(); // as it is now that nobody else works
      const fresh = (await this.records.all()).length === 0 && (await this.records.databaseIsEmpty());
      for (const migration of left) {
        const { number, name } = migration;
        if (!fresh) await this.migrate(migration);
        await this.records.finished(number, name, this.ports.release, fresh);
      }
    } finally {
      clearInterval(renewal);
      await this.lease.release();
    }
  }

  private async migrate(migration: Migration): Promise<void> {
    const { number, name } = migration;
    const { db, release } = this.ports;
    let total = isDocumentMigration(migration)
      ? await db.collection(migration.collection).countDocuments(oldDocuments(migration))
      : 0;
    let done = 0;
    await this.records.began(number, name, release, total);
    this.tell({ state: 'running', number, name, done, total });
    for (const { collection, index } of migration.dropIndexes ?? []) await dropIndex(db, collection, index);
    const reached = async () => {
      this.holdOn();
      await this.records.reached(number, done, total);
      this.tell({ state: 'running', number, name, done, total });
    };
    if (isDocumentMigration(migration)) {
      await migrateDocuments(migration, this.tools, async (now) => {
        done += now;
        await reached();
      });
    } else {
      await migration.run({
        ...this.tools,
        progress: async (stepDone, stepTotal) => {
          [done, total] = [stepDone, stepTotal];
          await reached();
        },
      });
    }
    this.holdOn();
    this.tell({ state: 'done', number, name, done, total });
  }

  /** @throws when the lease may have gone to another instance: only one may go on */
  private holdOn(): void {
    if (!this.lease.heldForSure)
      throw new Error('the database did not answer in time; another instance may migrate now: start again');
  }

  private async tellWaiting(left: readonly Migration[]): Promise<void> {
    const running = (await this.records.all()).find(({ state }) => state === 'running');
    const [next] = left;
    if (running) {
      const { _id: number, name, done, total } = running;
      this.tell({ state: 'waiting', number, name, done, total });
    } else if (next) {
      this.tell({ state: 'waiting', number: next.number, name: next.name, done: 0, total: 0 });
    }
  }

  private tell(progress: MigrationProgress): void {
    this.ports.progress(progress);
  }
}

/** Drops an index; one that is not there (any more) is fine. */
async function dropIndex(db: Db, collection: string, index: string): Promise<void> {
  const [found] = await db.listCollections({ name: collection }, { nameOnly: true }).toArray();
  if (!found) return;
  const documents = db.collection(collection);
  if (await documents.indexExists(index)) await documents.dropIndex(index);
}
