import type { Collection, Db } from 'mongodb';

/** What a database says of one migration. */
export interface MigrationRecord {
  /** The migration's number. */
  _id: number;
  readonly name: string;
  readonly state: 'running' | 'done';
  /** Release that ran it. */
  readonly release: string;
  readonly startedAt: Date;
  readonly finishedAt?: Date;
  /** Documents changed and looked for; a step counts as it likes. */
  readonly done: number;
  readonly total: number;
  /** True when the database was empty: there was nothing to change. */
  readonly fresh?: boolean;
}

const OWN = new Set(['migrations', 'leases']);

/** The collection `migrations` of a service's database: what has been done to it, by which release. */
export class MigrationRecords {
  private readonly records: Collection<MigrationRecord>;

  constructor(private readonly db: Db) {
    this.records = db.collection('migrations');
  }

  async all(): Promise<MigrationRecord[]> {
    return this.records.find().sort({ _id: 1 }).toArray();
  }

  /** True when no service has ever written here. */
  async databaseIsEmpty(): Promise<boolean> {
    const collections = await this.db.listCollections({}, { nameOnly: true }).toArray();
    for (const { name } of collections) {
      if (OWN.has(name) || name.startsWith('system.')) continue;
      if (await this.db.collection(name).findOne({}, { projection: { _id: 1 } })) return false;
    }
    return true;
  }

  async began(number: number, name: string, release: string, total: number): Promise<void> {
    await this.records.updateOne(
      { _id: number },
      {
        $setOnInsert: { startedAt: new Date() },
        $set: { name, state: 'running', release, done: 0, total },
      },
      { upsert: true },
    );
  }

  async reached(number: number, done: number, total: number): Promise<void> {
    await this.records.updateOne({ _id: number, state: 'running' }, { $set: { done, total } });
  }

  async finished(number: number, name: string, release: string, fresh = false): Promise<void> {
    const now = new Date();
    await this.records.updateOne(
      { _id: number },
      {
        $setOnInsert: { startedAt: now, ...(fresh && { done: 0, total: 0, fresh }) },
        $set: { name, release, state: 'done', finishedAt: now },
      },
      { upsert: true },
    );
  }
}
