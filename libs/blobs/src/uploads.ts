import { createHash } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import {
  FileEmpty,
  FileInfected,
  FileNotAvailable,
  type FileRef,
  FileTooLarge,
  type Problem,
  ServiceUnavailable,
  TooManyUploads,
} from '#libs/contract-kit';
import type { BlobStore } from './blob-store.js';
import { safeFileName } from './file-name.js';
import { assertContent, HEAD_BYTES, takenType } from './media-types.js';
import type { UploadRecords } from './upload-records.js';
import type { Scanning, VirusScan } from './virus-scan.js';

export interface UploadLimits {
  readonly maxBytes: number;
  /** How long an unattached file is kept. */
  readonly keepMs: number;
  /** Unattached files of one uploader. */
  readonly waiting: number;
}

/** Longer than any upload may take; what still says `uploading` then was cut off. */
const CUT_OFF_MS = 3_600_000;

export interface Incoming {
  readonly uploader: string;
  readonly name: string;
  readonly mediaType: string;
  /** As announced, if it was. */
  readonly size?: number;
  readonly content: AsyncIterable<Uint8Array>;
}

/** Takes uploads in. The record is written before the first byte, so that a sweep finds whatever a crash leaves. */
export class Uploads {
  constructor(
    private readonly blobs: BlobStore,
    private readonly records: UploadRecords,
    private readonly scan: VirusScan,
    private readonly limits: UploadLimits,
    private readonly now: () => Date,
  ) {}

  /**
   * @throws Problem `file-too-large`, `file-type-refused`, `file-type-mismatch`, `file-infected`, `file-empty`,
   * `too-many-uploads`; then nothing is left of it
   */
  async receive({ uploader, name: given, mediaType: declared, size, content }: Incoming): Promise<FileRef> {
    const name = safeFileName(given);
    const mediaType = takenType(declared, name);
    if (size !== undefined && size > this.limits.maxBytes) throw this.tooLarge();
    if ((await this.records.countOf(uploader)) >= this.limits.waiting) throw TooManyUploads.with();
    const id = uuid();
    const begun = await this.records.begin(uploader, {
      id,
      state: 'uploading',
      expires: this.in(CUT_OFF_MS),
    });
    try {
      const measured = new Measure();
      await this.blobs.put(id, this.checked(mediaType, content, measured));
      const file: FileRef = { id, name, mediaType, ...measured.result(), scan: this.scan.outcome };
      const kept = { id, state: 'kept', expires: this.in(this.limits.keepMs), file } as const;
      if (!(await this.records.change(begun, kept))) throw FileNotAvailable.with();
      return file;
    } catch (error) {
      await this.drop(id, begun).catch(() => {}); // the sweep does it then
      throw error;
    }
  }

  private async drop(id: string, begun: Parameters<UploadRecords['change']>[0]): Promise<void> {
    await this.blobs.remove(id);
    await this.records.forget(begun);
  }

  /** The content, each chunk looked at before it goes on. The last is held back until the file is found good. */
  private async *checked(
    type: string,
    content: AsyncIterable<Uint8Array>,
    measure: Measure,
  ): AsyncGenerator<Uint8Array> {
    const scanning = await this.scan.begin().catch(scannerAway);
    try {
      let head: Uint8Array[] | undefined = [];
      for await (const chunk of content) {
        measure.add(chunk);
        if (measure.size > this.limits.maxBytes) throw this.tooLarge();
        await scanning.write(chunk).catch(scannerAway);
        if (!head) {
          yield chunk;
          continue;
        }
        head.push(chunk);
        if (measure.size < HEAD_BYTES) continue;
        yield await agreeing(type, head);
        head = undefined;
      }
      if (measure.size === 0) throw FileEmpty.with();
      const rest = head && (await agreeing(type, head));
      await this.assertClean(scanning);
      if (rest) yield rest;
    } finally {
      scanning.abandon();
    }
  }

  private async assertClean(scanning: Scanning): Promise<void> {
    const found = await scanning.finish().catch(scannerAway);
    if (found) throw FileInfected.with({ detail: { zh: `发现 ${found}`, en: `Found ${found}` } });
  }

  private tooLarge(): Problem {
    const { maxBytes } = this.limits;
    return FileTooLarge.with({ detail: { zh: `上限为 ${maxBytes} 字节`, en: `At most ${maxBytes} bytes` } });
  }

  private in(milliseconds: number): string {
    return new Date(this.now().getTime() + milliseconds).toISOString();
  }
}

class Measure {
  size = 0;
  private readonly hash = createHash('sha256');

  add(chunk: Uint8Array): void {
    this.size += chunk.byteLength;
    this.hash.update(chunk);
  }

  result(): { size: number; sha256: string } {
    return { size: this.size, sha256: this.hash.digest('hex') };
  }
}

async function agreeing(type: string, head: readonly Uint8Array[]): Promise<Uint8Array> {
  const all = Buffer.concat(head);
  await assertContent(type, all.subarray(0, HEAD_BYTES));
  return all;
}

/** A scanner that is configured must answer: an unscanned file is not taken for a clean one. */
function scannerAway(cause: unknown): never {
  throw ServiceUnavailable.with({
    detail: { zh: '病毒扫描暂时不可用', en: 'The virus scanner is not available' },
    retryAfter: 5,
    cause,
  });
}
