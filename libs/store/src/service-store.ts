import type { Collection, Db } from 'mongodb';
import type { CloudEvent } from '#libs/contract-kit';
import type { PersonalData } from '#libs/personal-data';
import type { AggregateStore } from './aggregate-store.js';
import { isDocumentMigration, type Migration, type MigrationTools } from './migrations/migration.js';
import { PresentForm } from './migrations/present-form.js';

/** An event as the service keeps it for good: the record from which everything can be rebuilt. */
export type KeptEvent = CloudEvent & { _id: string };

/** What the aggregates of one service share: database, event history, clock, relay. */
export class ServiceStore {
  readonly events: Collection<KeptEvent>;
  private readonly stores: AggregateStore<object>[] = [];
  private wake: () => void = () => {};
  private form = new PresentForm();

  constructor(
    readonly db: Db,
    readonly cityId: string,
    readonly now: () => Date = () => new Date(),
    /** Seals and opens personal data; without it, a store that declares any refuses to be made. */
    readonly personal?: PersonalData,
    /** An event in the form of this release; every reader of `events` passes them through here. */
    readonly upcast: <Event extends CloudEvent>(event: Event) => Event = (event) => event,
  ) {
    this.events = db.collection<KeptEvent>('events');
  }

  register(store: AggregateStore<object>): void {
    this.stores.push(store);
  }

  get aggregates(): readonly AggregateStore<object>[] {
    return this.stores;
  }

  /**
   * The service's migrations, for readers that meet a document of the form before.
   * @throws Error when they lead an aggregate to another form than the one its type writes
   */
  readOldFormsBy(migrations: readonly Migration[]): void {
    for (const { type } of this.stores) {
      const schema = migrations
        .filter(isDocumentMigration)
        .filter(({ collection }) => collection === type.name)
        .at(-1)?.schema;
      if (schema !== undefined && schema !== type.schemaVersion)
        throw new Error(
          `${type.name}: migrations lead to schema ${schema}, its type has ${type.schemaVersion}`,
        );
    }
    this.form = new PresentForm(migrations);
  }

  get presentForm(): PresentForm {
    return this.form;
  }

  get migrationTools(): MigrationTools {
    return { db: this.db, cityId: this.cityId, now: this.now };
  }

  /** Creates all indexes. */
  async prepare(): Promise<void> {
    await this.events.createIndexes([
      {
        key: { aggregatetype: 1, aggregateid: 1, aggregateversion: 1 },
        unique: true,
        name: 'aggregate_version',
      },
      { key: { time: 1, _id: 1 }, name: 'time' },
    ]);
    if (this.stores.some(({ type }) => type.personal)) await this.personal?.prepare();
    for (const store of this.stores) await store.prepare();
  }

  /** The relay says here how it is woken after a commit. */
  onCommit(wake: () => void): void {
    this.wake = wake;
  }

  wakeRelay(): void {
    this.wake();
  }
}
