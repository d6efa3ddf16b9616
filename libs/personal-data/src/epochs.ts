import type { Collection, Db } from 'mongodb';
import { EpochKeyMissing, type KeyVault } from './key-vault.js';

/** Which epochs a service's keys and blind indexes are in. One document of its database; no secret. */
export interface EpochState {
  /** Epoch whose digests every reader knows. */
  readonly current: number;
  /** Epoch that is being moved to; writers use it already. */
  readonly next?: number;
  /** Raised by each erasure: whoever sees another number drops the keys it holds. */
  readonly revision: number;
}

type KeptState = EpochState & { _id: string };

const ID = 'epochs';

/** Milliseconds for which an instance may go by what it read before; rotation waits longer than that. */
export const VIEW_MS = 1_000;

/** The epoch state, as an instance sees it: read again after a second. */
export class Epochs {
  private readonly states: Collection<KeptState>;
  private seen: { state: EpochState; at: number } | undefined;

  constructor(
    db: Db,
    private readonly vault: KeyVault,
    private readonly changed: () => void,
  ) {
    this.states = db.collection('personal_epochs');
  }

  /** Makes the first epoch. @throws EpochKeyMissing when the deployment has lost the folder of keys */
  async prepare(): Promise<void> {
    const state = await this.states.findOneAndUpdate(
      { _id: ID },
      { $setOnInsert: { current: 1, revision: 0 } },
      { upsert: true, returnDocument: 'after' },
    );
    if (!state) throw new Error('the epoch state could not be read');
    if (state.current === 1) await this.vault.open(1);
    if (!(await this.vault.has(state.current))) throw new EpochKeyMissing(state.current);
    this.remember(state);
  }

  /** At most a second old. */
  async view(): Promise<EpochState> {
    const { seen } = this;
    return seen && performance.now() - seen.at < VIEW_MS ? seen.state : this.read();
  }

  /** As it is now: the read waits until a majority has confirmed it. */
  async read(): Promise<EpochState> {
    const state = await this.states.findOne(
      { _id: ID },
      { readConcern: { level: 'linearizable' }, maxTimeMS: 5_000 },
    );
    if (!state) throw new Error('the epoch state is gone');
    return this.remember(state);
  }

  /** Says that a subject was erased: every instance drops the keys it holds within a second. */
  async announce(): Promise<void> {
    await this.change({ $inc: { revision: 1 } });
  }

  async begin(next: number): Promise<void> {
    await this.vault.open(next);
    await this.states.updateOne({ _id: ID, next: { $exists: false } }, { $set: { next } });
    await this.read();
  }

  /** From now on nobody reads the digests of the epoch before. */
  async finish(next: number): Promise<void> {
    await this.states.updateOne({ _id: ID, next }, { $set: { current: next }, $unset: { next: '' } });
    await this.read();
  }

  private async change(update: object): Promise<void> {
    await this.states.updateOne({ _id: ID }, update);
    await this.read();
  }

  private remember({ current, next, revision }: EpochState): EpochState {
    const state: EpochState = { current, revision, ...(next !== undefined && { next }) };
    const before = this.seen?.state;
    this.seen = { state, at: performance.now() };
    if (before && before.revision !== revision) this.changed();
    if (before && before.current !== current) this.vault.forgetBefore(current);
    return state;
  }
}
