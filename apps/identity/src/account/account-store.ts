import type { Call } from '#libs/messaging';
import { type AggregateDocument, AggregateStore, type DomainEvent, type Loaded } from '#libs/store';

/** What every account keeps sealed beside its state, outside all events. */
export interface AccountFile {
  readonly account: string;
  /** scrypt hash; absent when the account cannot sign in here. */
  readonly password?: string;
}

/** Failed sign-ins; not personal, and nobody else's business. */
export interface SignInTries {
  /** Failed sign-ins in a row. */
  readonly failures: number;
  readonly lockedUntil?: Date;
}

export type WithFile<State, File> = Loaded<State> & { readonly personal: File; readonly tries: SignInTries };

/** Erased subjects stay as bare numbers in the history, and are nobody here. */
export const NOT_ERASED = { 'personal.epochs': { $ne: [] } };
export const NO_TRIES: SignInTries = { failures: 0 };

/** Aggregates with an account: people, citizens, enterprises. The only place that reads and writes their files. */
export class AccountStore<State extends object, File extends AccountFile> extends AggregateStore<
  State,
  File
> {
  async findByAccount(account: string): Promise<WithFile<State, File> | undefined> {
    const document = await this.findByPersonal('account', account);
    return document && this.withFile(document);
  }

  async findWithFile(id: string): Promise<WithFile<State, File> | undefined> {
    const document = await this.documents.findOne({ _id: id, ...NOT_ERASED } as never);
    return document ? this.withFile(document as AggregateDocument<State>) : undefined;
  }

  async withFile(document: AggregateDocument<State>): Promise<WithFile<State, File>> {
    const personal = await this.personalOf(document);
    if (!personal) throw new Error(`${this.type.name} ${document._id} has no personal file`);
    return {
      id: document._id,
      version: document.v,
      state: document.state,
      personal,
      tries: (document.aside ?? NO_TRIES) as SignInTries,
    };
  }

  /** Sets fields of the file in the same write as the events that tell of it. */
  change(
    id: string,
    request: object,
    call: Call,
    decide: (current: Loaded<State>) => readonly DomainEvent[],
    file?: Partial<File>,
  ): Promise<Loaded<State>> {
    if (!file) return this.update(id, request, call, decide);
    return this.updatePersonal(id, request, call, (current, personal) => ({
      events: decide(current),
      personal: { ...personal, ...file },
    }));
  }

  /**
   * Counts a failed sign-in; one failure too many locks the account instead. Counted in one atomic write, so
   * that failures at the same time all count. Not an event: nobody else needs to know.
   */
  async noteFailure(id: string, most: number, lockedUntil: Date): Promise<void> {
    const failures = { $add: [{ $ifNull: ['$aside.failures', 0] }, 1] };
    const locks = { $gte: [failures, most] };
    await this.documents.updateOne({ _id: id } as never, [
      {
        $set: {
          'aside.failures': { $cond: [locks, 0, failures] },
          'aside.lockedUntil': { $cond: [locks, lockedUntil, '$aside.lockedUntil'] },
        },
      },
    ]);
  }

  /** Forgets failed sign-ins after a good one. */
  async clearFailures(id: string): Promise<void> {
    await this.documents.updateOne(
      { _id: id } as never,
      { $set: { 'aside.failures': 0 }, $unset: { 'aside.lockedUntil': '' } } as never,
    );
  }
}
