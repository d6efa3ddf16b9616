import { createHmac, hkdfSync } from 'node:crypto';
import type { Type } from '@nestjs/common';
import type { Db } from 'mongodb';
import { mapMarked } from '#libs/contract-kit';
import { Epochs, VIEW_MS } from './epochs.js';
import type { KeyVault } from './key-vault.js';
import { rotate } from './rotation.js';
import { keyIdsIn, openLeaves, sealLeaves } from './sealed-fields.js';
import { type Erasure, SubjectKeys } from './subject-keys.js';

/** A collection with blind indexes: told to give them up for a subject, and moved from epoch to epoch. */
export interface LookupTables {
  /** Removes all look-ups of the subject. @returns how many documents hold data of it */
  forget(subject: string): Promise<number>;
  /** Gives some documents the digest of this epoch beside the one they have. @returns how many it took on */
  widen(epoch: number): Promise<number>;
  /** Removes digests of other epochs from some documents. @returns how many it took on */
  narrow(epoch: number): Promise<number>;
  /** True when a document still has a digest of an epoch before this one. */
  refersBefore(epoch: number): Promise<boolean>;
}

/** What an erasure removed here. No personal data. */
export interface ErasureReport {
  readonly subject: string;
  readonly requests: readonly string[];
  readonly keys: number;
  readonly erasedAt: Date;
  readonly destroyedEpoch: number;
}

/** Personal data of one service: sealing and reading, blind indexes, erasure. */
export class PersonalData {
  private readonly epochs: Epochs;
  private readonly keys: SubjectKeys;
  private readonly tables: LookupTables[] = [];
  private prepared: Promise<void> | undefined;

  constructor(
    db: Db,
    private readonly vault: KeyVault,
    private readonly graceMs = 2 * VIEW_MS + 500,
  ) {
    this.epochs = new Epochs(db, vault, () => this.keys.forget());
    this.keys = new SubjectKeys(db, vault, () => this.epochs);
  }

  register(table: LookupTables): void {
    this.tables.push(table);
  }

  /** Indexes and the first epoch, once. Called at start by services that keep personal data, else at first use. */
  prepare(): Promise<void> {
    this.prepared ??= (async () => {
      await this.keys.prepare();
      await this.epochs.prepare();
    })().catch((error: unknown) => {
      this.prepared = undefined; // the next call tries again
      throw error;
    });
    return this.prepared;
  }

  /** Every leaf of the value sealed for the subject. @throws SubjectErased */
  async seal<T extends object>(subject: string, path: string, value: T): Promise<T> {
    await this.prepare();
    return sealLeaves(await this.keys.forWriting(subject), path, value) as T;
  }

  /** The marked fields of a DTO sealed; the others stay as they are. @throws SubjectErased */
  async sealMarked<T extends object>(subject: string, path: string, type: Type<T>, data: T): Promise<T> {
    await this.prepare();
    const key = await this.keys.forWriting(subject);
    return mapMarked(type, data, (value, field) => sealLeaves(key, `${path}.${field}`, value));
  }

  /** The value with all that is sealed in it opened; what was erased reads as `ERASED`. */
  async reveal<T>(value: T): Promise<T> {
    const ids = keyIdsIn(value);
    if (ids.size === 0) return value;
    await this.prepare();
    return openLeaves(await this.keys.byIds(ids), value) as T;
  }

  /** Digests under which a written value is found: of the present epoch, and of the one being moved to. */
  async digestsToWrite(domain: string, text: string): Promise<string[]> {
    const { current, next } = await this.epochs.view();
    return Promise.all([current, ...(next ? [next] : [])].map((epoch) => this.digest(epoch, domain, text)));
  }

  /** Digest of one epoch: `<epoch>.<43 characters>`. */
  async digest(epoch: number, domain: string, text: string): Promise<string> {
    return `${epoch}.${(await this.vault.digest(epoch, domain, text)).toString('base64url')}`;
  }

  /**
   * Keyed hash of a text that belongs to a subject, readable to nobody once the subject is erased.
   * `undefined` when the subject has no key.
   */
  async hashFor(subject: string, purpose: string, text: string): Promise<string | undefined> {
    const key = await this.keys.ofSubject(subject);
    if (!key) return undefined;
    const derived = Buffer.from(hkdfSync('sha256', key.bytes, '', `citybrain/hash/${purpose}`, 32));
    return createHmac('sha256', derived).update(text, 'utf8').digest('base64url');
  }

  /** Makes the subject's key, when it has none yet. @throws SubjectErased */
  async admit(subject: string): Promise<void> {
    await this.keys.forWriting(subject);
  }

  async isErased(subject: string): Promise<boolean> {
    return (await this.keys.erasures.findOne({ _id: subject })) !== null;
  }

  /**
   * Begins to erase: from now on nobody reads or writes data of the subject here. Its bytes become unreadable
   * in old files as well once `finishErasures` has destroyed the epoch. Idempotent.
   */
  async beginErasure(subject: string, request: string): Promise<void> {
    await this.prepare();
    const { current, next } = await this.epochs.read();
    await this.keys.erasures.updateOne(
      { _id: subject },
      {
        $setOnInsert: { at: new Date(), epoch: next ?? current, keys: 0 },
        $addToSet: { requests: request },
        $unset: { told: '' },
      },
      { upsert: true },
    );
    await this.removeAll(subject);
    await this.epochs.announce();
  }

  /** True when erasures wait for their epoch to be destroyed, or a rotation was left half-way. */
  async hasWork(): Promise<boolean> {
    await this.prepare();
    if ((await this.epochs.read()).next !== undefined) return true;
    return (await this.keys.erasures.findOne({ doneAt: { $exists: false } })) !== null;
  }

  /**
   * Finishes all erasures that have begun, in one rotation; goes on with one that was left half-way.
   * Only one instance of a service may do it at a time: `mayGoOn` is its lease.
   */
  async finishErasures(mayGoOn: () => Promise<boolean> = async () => true): Promise<ErasureReport[]> {
    const reports: ErasureReport[] = [];
    while (await this.hasWork()) {
      const open = await this.keys.erasures.find({ doneAt: { $exists: false } }).toArray();
      // A rotation left half-way may have wrapped keys of these in its new epoch already: it is finished first,
      // and the next one covers them.
      const covered = (await this.epochs.read()).next === undefined ? open : [];
      await this.collect(open);
      const { epochs, keys, tables, vault, graceMs } = this;
      const destroyed = await rotate({ epochs, keys, tables, vault, graceMs, mayGoOn });
      if (destroyed === undefined) break;
      reports.push(...(await this.conclude(covered, destroyed)));
    }
    return reports;
  }

  /** What was done for a request; `null` while it is not. */
  async done(request: string): Promise<Erasure | null> {
    return this.keys.erasures.findOne({ requests: request, doneAt: { $exists: true } });
  }

  /** Erasures that are done and of which nobody was told yet. */
  async untold(): Promise<Erasure[]> {
    return this.keys.erasures.find({ doneAt: { $exists: true }, told: { $ne: true } }).toArray();
  }

  /** Unless another request has come meanwhile. */
  async markTold({ _id, requests }: Erasure): Promise<void> {
    await this.keys.erasures.updateOne({ _id, requests }, { $set: { told: true } });
  }

  private async collect(erasures: readonly Erasure[]): Promise<void> {
    for (const { _id } of erasures) await this.removeAll(_id); // what a write under way left behind
  }

  private async removeAll(subject: string): Promise<void> {
    for (const table of this.tables) await table.forget(subject);
    const keys = await this.keys.remove(subject);
    if (keys > 0) await this.keys.erasures.updateOne({ _id: subject }, { $inc: { keys } });
  }

  private async conclude(erasures: readonly Erasure[], destroyedEpoch: number): Promise<ErasureReport[]> {
    const erasedAt = new Date();
    const reports: ErasureReport[] = [];
    for (const { _id } of erasures) {
      const done = await this.keys.erasures.findOneAndUpdate(
        { _id },
        { $set: { doneAt: erasedAt, epoch: destroyedEpoch } },
        { returnDocument: 'after' },
      );
      if (done)
        reports.push({ subject: _id, requests: done.requests, keys: done.keys, erasedAt, destroyedEpoch });
    }
    return reports;
  }
}
