import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type Collection, type Db, MongoServerError } from 'mongodb';
import type { Epochs } from './epochs.js';
import { EpochKeyMissing, type KeyVault } from './key-vault.js';
import type { SubjectKey } from './sealed-value.js';

/** A subject's key as the service's database keeps it. */
interface KeptKey {
  _id: string;
  subject: string;
  epoch: number;
  wrapped: Buffer;
  madeAt: Date;
}

/** That a subject was erased here. Holds the pseudonym only. */
export interface Erasure {
  _id: string;
  /** Erasure requests: one that comes later finds what the first one did, and is confirmed as well. */
  requests: string[];
  at: Date;
  /** Epoch that still held its wrapped key; destroyed when `doneAt` is set. */
  epoch: number;
  /** Whether whoever ordered it was told. */
  told?: boolean;
  /** Keys that were removed: 0 when the service held nothing of the subject. */
  keys: number;
  doneAt?: Date;
}

/** Personal data of this subject can no longer be kept: it asked to be forgotten. */
export class SubjectErased extends Error {
  constructor(readonly subject: string) {
    super(`${subject} was erased`);
    this.name = 'SubjectErased';
  }
}

const CACHED = 2_000;
const CACHED_MS = 30_000;
const BATCH = 200;

/**
 * The keys of the subjects that one service keeps data of. A key is made with the subject's first value and
 * wrapped by the vault. Unwrapped ones are held in a bounded cache, 30 seconds at most.
 */
export class SubjectKeys {
  readonly kept: Collection<KeptKey>;
  readonly erasures: Collection<Erasure>;
  private readonly cache = new LRUCache<string, SubjectKey>({
    max: CACHED,
    ttl: CACHED_MS,
    ttlAutopurge: false,
    dispose: (key) => key.bytes.fill(0),
  });

  constructor(
    db: Db,
    private readonly vault: KeyVault,
    private readonly epochs: () => Epochs,
  ) {
    this.kept = db.collection('personal_keys', { promoteBuffers: true });
    this.erasures = db.collection('personal_erasures');
  }

  async prepare(): Promise<void> {
    await this.kept.createIndex({ subject: 1 }, { unique: true, name: 'subject' });
    await this.kept.createIndex({ epoch: 1 }, { name: 'epoch' });
    await this.erasures.createIndex({ doneAt: 1, at: 1 }, { name: 'open' });
  }

  /** The key to write with; made when there is none. @throws SubjectErased */
  async forWriting(subject: string): Promise<SubjectKey> {
    await this.epochs().view(); // drops the cache when somebody was erased
    const found = this.cached(`s:${subject}`) ?? (await this.load({ subject }));
    return found ?? this.make(subject);
  }

  /** The subject's key; `undefined` when there is none, or none any more. */
  async ofSubject(subject: string): Promise<SubjectKey | undefined> {
    await this.epochs().view();
    return this.cached(`s:${subject}`) ?? (await this.load({ subject }));
  }

  /** Keys by id; those that are gone are missing from the map. */
  async byIds(ids: ReadonlySet<string>): Promise<Map<string, SubjectKey>> {
    await this.epochs().view();
    const found = new Map<string, SubjectKey>();
    const missing: string[] = [];
    for (const id of ids) {
      const known = this.cached(`k:${id}`);
      if (known) found.set(id, known);
      else missing.push(id);
    }
    if (missing.length > 0)
      for await (const kept of this.kept.find({ _id: { $in: missing } }))
        found.set(kept._id, await this.unwrapped(kept));
    return found;
  }

  /** Drops every unwrapped key of this process. */
  forget(): void {
    this.cache.clear();
  }

  /** Unwrapped keys held now. */
  get held(): number {
    return this.cache.size;
  }

  /** Removes the key of an erased subject. @returns how many keys there were */
  async remove(subject: string): Promise<number> {
    return (await this.kept.deleteMany({ subject })).deletedCount;
  }

  /** Moves up to 200 keys to an epoch. @returns how many were still in another one */
  async rewrapSome(epoch: number): Promise<number> {
    const rows = await this.kept
      .find({ epoch: { $ne: epoch } })
      .limit(BATCH)
      .toArray();
    for (const row of rows) {
      const bytes = await this.vault.unwrap(row.epoch, bufferOf(row.wrapped), contextOf(row));
      const wrapped = await this.vault.wrap(epoch, bytes, contextOf(row));
      bytes.fill(0);
      await this.kept.updateOne({ _id: row._id, epoch: row.epoch }, { $set: { epoch, wrapped } });
    }
    return rows.length;
  }

  private async make(subject: string): Promise<SubjectKey> {
    if (await this.erasures.findOne({ _id: subject })) throw new SubjectErased(subject);
    const epochs = this.epochs();
    const { current, next } = await epochs.view();
    const epoch = next ?? current;
    const bytes = randomBytes(32);
    const row = { _id: randomBytes(16).toString('base64url'), subject, epoch, madeAt: new Date() };
    try {
      await this.kept.insertOne({ ...row, wrapped: await this.vault.wrap(epoch, bytes, contextOf(row)) });
    } catch (error) {
      if (!(error instanceof MongoServerError && error.code === 11000)) throw error;
      const first = await this.load({ subject }); // another call, or instance, was first
      if (!first) throw new SubjectErased(subject);
      return first;
    }
    // A rotation that began before the insert may not have seen it; one that begins later does.
    const now = await epochs.read();
    const wanted = now.next ?? now.current;
    if (wanted !== epoch) {
      const wrapped = await this.vault.wrap(wanted, bytes, contextOf(row));
      await this.kept.updateOne({ _id: row._id }, { $set: { epoch: wanted, wrapped } });
    }
    if (await this.erasures.findOne({ _id: subject })) {
      await this.remove(subject);
      throw new SubjectErased(subject);
    }
    return this.hold({ id: row._id, subject, bytes });
  }

  private async load(filter: { subject: string }): Promise<SubjectKey | undefined> {
    const kept = await this.kept.findOne(filter);
    return kept ? this.unwrapped(kept) : undefined;
  }

  private async unwrapped(kept: KeptKey): Promise<SubjectKey> {
    try {
      const bytes = await this.vault.unwrap(kept.epoch, bufferOf(kept.wrapped), contextOf(kept));
      return this.hold({ id: kept._id, subject: kept.subject, bytes });
    } catch (error) {
      if (!(error instanceof EpochKeyMissing)) throw error;
      const moved = await this.kept.findOne({ _id: kept._id }); // a rotation ended between read and use
      if (!moved || moved.epoch === kept.epoch) throw error;
      return this.unwrapped(moved);
    }
  }

  private hold(key: SubjectKey): SubjectKey {
    // Held twice, as two copies: a dropped one is overwritten and must not take the other along.
    this.cache.set(`s:${key.subject}`, copy(key));
    this.cache.set(`k:${key.id}`, copy(key));
    return key;
  }

  private cached(name: string): SubjectKey | undefined {
    const key = this.cache.get(name);
    return key && copy(key); // the caller's own: it may be in use while the cache drops its copy
  }
}

function copy({ bytes, ...key }: SubjectKey): SubjectKey {
  return { ...key, bytes: Buffer.from(bytes) };
}

function contextOf({ _id, subject }: { _id: string; subject: string }): string {
  return JSON.stringify(['subject-key', _id, subject]);
}

function bufferOf(value: Buffer | { buffer: Uint8Array }): Buffer {
  return Buffer.isBuffer(value) ? value : Buffer.from(value.buffer);
}
