import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { finished, pipeline } from 'node:stream/promises';
import { createGzip, type Gzip } from 'node:zlib';
import { BSON } from 'mongodb';
import type { ArchiveCollection, ArchiveEnd, ArchiveFrame, CollectionSum } from './archive-format.js';

const BATCH_DOCUMENTS = 1_000;
const BATCH_BYTES = 1_048_576;

/** Writes a backup file as a stream; the file has its name only once it is whole and on disk. */
export class ArchiveWriter {
  private readonly gzip: Gzip = createGzip();
  private readonly draft: string;
  private readonly written: Promise<void>;
  private readonly total: Hash = createHash('sha256');
  private readonly sums: CollectionSum[] = [];
  private batch: Uint8Array[] = [];
  private batchBytes = 0;
  private current:
    | { service: string; name: string; documents: number; bytes: number; hash: Hash }
    | undefined;

  constructor(private readonly file: string) {
    this.draft = `${file}.part`;
    this.written = pipeline(this.gzip, createWriteStream(this.draft, { mode: 0o600 }));
    this.written.catch(() => undefined); // told by `put` and `end`
  }

  async frame(frame: ArchiveFrame): Promise<void> {
    await this.put(BSON.serialize(frame));
  }

  async collection(description: Omit<ArchiveCollection, 'kind'>): Promise<void> {
    await this.closeCollection();
    const { service, name } = description;
    this.current = { service, name, documents: 0, bytes: 0, hash: createHash('sha256') };
    await this.frame({ kind: 'collection', ...description });
  }

  /** One document of the present collection, as BSON. */
  async document(bytes: Uint8Array): Promise<void> {
    if (!this.current) throw new Error('a document outside a collection');
    this.current.documents++;
    this.current.bytes += bytes.length;
    this.current.hash.update(bytes);
    this.batch.push(bytes);
    this.batchBytes += bytes.length;
    if (this.batch.length >= BATCH_DOCUMENTS || this.batchBytes >= BATCH_BYTES) await this.flush();
  }

  /** Finishes the file. @returns what it holds */
  async end(): Promise<ArchiveEnd> {
    await this.closeCollection();
    const end: ArchiveEnd = {
      kind: 'end',
      collections: this.sums,
      sha256: this.total.copy().digest('hex'),
    };
    await this.frame(end);
    this.gzip.end();
    await this.written;
    const handle = await open(this.draft, 'r');
    await handle.sync();
    await handle.close();
    await rename(this.draft, this.file);
    return end;
  }

  /** Gives up and leaves nothing. */
  async abandon(): Promise<void> {
    this.gzip.destroy();
    await finished(this.gzip).catch(() => undefined);
    await this.written.catch(() => undefined);
    await rm(this.draft, { force: true });
  }

  private async closeCollection(): Promise<void> {
    await this.flush();
    if (!this.current) return;
    const { hash, ...facts } = this.current;
    this.sums.push({ ...facts, sha256: hash.digest('hex') });
    this.current = undefined;
  }

  private async flush(): Promise<void> {
    if (this.batch.length === 0) return;
    const documents = this.batch;
    this.batch = [];
    this.batchBytes = 0;
    await this.frame({ kind: 'documents', count: documents.length });
    for (const document of documents) await this.put(document);
  }

  private async put(bytes: Uint8Array): Promise<void> {
    this.total.update(bytes);
    if (this.gzip.write(bytes)) return;
    await Promise.race([once(this.gzip, 'drain'), this.written]); // a full disk ends the pipeline, not the wait
  }
}
