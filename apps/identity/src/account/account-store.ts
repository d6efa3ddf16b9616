import type { Call } from '#libs/messaging';
import { type AggregateDocument, AggregateStore, type DomainEvent, type Loaded } from '#libs/store';

/** What every account keeps beside its state, outside all events. */
export interface AccountFile {
  readonly account: string;
  /** scrypt hash; absent when the account cannot sign in here. */
  readonly password?: string;
  /** Failed sign-ins in a row. */
  readonly failures: number;
  readonly lockedUntil?: Date;
}

export type WithFile<State, File> = Loaded<State> & { readonly personal: File };
/** Fields of a file and their new values; `null` takes a field out. */
export type FileChanges<File> = { readonly [K in keyof File]?: File[K] | null };

/** Aggregates with an account: people, citizens, enterprises. The only place that reads and writes their files. */
export class AccountStore<State extends object, File extends AccountFile> extends AggregateStore<State> {
  async findByAccount(account: string): Promise<WithFile<State, File> | undefined> {
    const document = await this.documents.findOne({ 'personal.account': account } as never);
    return document ? this.withFile(document as AggregateDocument<State>) : undefined;
  }

  async findWithFile(id: string): Promise<WithFile<State, File> | undefined> {
    const document = await this.documents.findOne({ _id: id } as never);
    return document ? this.withFile(document as AggregateDocument<State>) : undefined;
  }

  withFile(document: AggregateDocument<State>): WithFile<State, File> {
    return {
      id: document._id,
      version: document.v,
      state: document.state,
      personal: (document.personal ?? { account: '', failures: 0 }) as unknown as File,
    };
  }

  /** Sets fields of the file in the same write as the events that tell of it. */
  change(
    id: string,
    request: object,
    call: Call,
    decide: (current: Loaded<State>) => readonly DomainEvent[],
    file: FileChanges<File> = {},
  ): Promise<Loaded<State>> {
    return this.update(id, request, call, decide, file);
  }

  /**
   * Counts a failed sign-in; one failure too many locks the account instead. Counted in one atomic write, so
   * that failures at the same time all count. Not an event: nobody else needs to know.
   */
  async noteFailure(id: string, most: number, lockedUntil: Date): Promise<void> {
    const failures = { $add: ['$personal.failures', 1] };
    const locks = { $gte: [failures, most] };
    await this.documents.updateOne({ _id: id } as never, [
      {
        $set: {
          'personal.failures': { $cond: [locks, 0, failures] },
          'personal.lockedUntil': { $cond: [locks, lockedUntil, '$personal.lockedUntil'] },
        },
      },
    ]);
  }

  /** Forgets failed sign-ins after a good one. */
  async clearFailures(id: string): Promise<void> {
    await this.documents.updateOne(
      { _id: id } as never,
      { $set: { 'personal.failures': 0 }, $unset: { 'personal.lockedUntil': '' } } as never,
    );
  }
}
