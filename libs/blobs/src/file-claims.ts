import { FileNotAvailable, type FileRef } from '#libs/contract-kit';
import type { KeptRecord, UploadRecords } from './upload-records.js';

/** A command between claim and write takes seconds; a claim so old was left by a crash or a refusal. */
const STALE_MS = 10 * 60_000;

/**
 * How a service attaches uploaded files: claim → write the object → settle. A claimed file is never swept;
 * `settleStale` finishes what a crash in between left.
 */
export class FileClaims {
  constructor(
    private readonly records: UploadRecords,
    private readonly service: string,
    private readonly now: () => Date,
  ) {}

  /**
   * Claims a file that the caller uploaded, for one object; again for the same object is no fault.
   * @returns what is known of the file, from its record and not from the caller
   * @throws Problem `file-not-available`
   */
  async claim(uploader: string, id: string, object: string): Promise<FileRef> {
    const kept = await this.records.find(uploader, id);
    const { file, state, claim, expires } = kept?.record ?? {};
    if (!kept || !file || !expires) throw FileNotAvailable.with();
    if (state === 'claimed' && claim?.service === this.service && claim.object === object) return file;
    if (state !== 'kept' || new Date(expires) <= this.now()) throw FileNotAvailable.with();
    const at = this.now().toISOString();
    const claimed = {
      ...kept.record,
      state: 'claimed',
      claim: { service: this.service, object, at },
    } as const;
    if (!(await this.records.change(kept, claimed))) throw FileNotAvailable.with();
    return file;
  }

  /** The object holds the file now: its record has done its duty. */
  async settle(uploader: string, id: string): Promise<void> {
    const kept = await this.records.find(uploader, id);
    if (kept?.record.state === 'claimed') await this.end(kept);
  }

  /** The object no longer holds the file: its bytes go with the next sweep. May be repeated. */
  giveUp(id: string): Promise<void> {
    return this.records.giveUp(id);
  }

  /** Settles claims whose command ended without a word: held by the object or free again. */
  async settleStale(holds: (object: string, id: string) => Promise<boolean>): Promise<void> {
    const before = this.now().getTime() - STALE_MS;
    for await (const kept of this.records.all()) {
      const { state, claim, id } = kept.record;
      if (state !== 'claimed' || claim?.service !== this.service) continue;
      if (new Date(claim.at).getTime() > before) continue;
      if (await holds(claim.object, id)) await this.end(kept);
      else {
        const { claim: _claim, ...free } = kept.record;
        await this.records.change(kept, { ...free, state: 'kept' });
      }
    }
  }

  private async end(kept: KeptRecord): Promise<void> {
    await this.records.change(kept, { ...kept.record, state: 'done' });
  }
}
