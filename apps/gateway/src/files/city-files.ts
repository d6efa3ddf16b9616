import type { Logger } from 'pino';
import {
  type BlobParts,
  type Incoming,
  openBlobs,
  readFile,
  sweepUploads,
  UploadRecords,
  Uploads,
} from '#libs/blobs';
import { type FileRef, NotFound } from '#libs/contract-kit';
import type { NatsConnection } from '#libs/messaging';

/** Files as the gateway has them: takes them in, sends them out, sweeps what nobody holds. */
export class CityFiles {
  private readonly uploads: Uploads;
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> = Promise.resolve();

  private constructor(
    private readonly parts: BlobParts,
    private readonly records: UploadRecords,
    private readonly now: () => Date,
    private readonly logger: Logger,
  ) {
    this.uploads = new Uploads(parts.blobs, records, parts.scan, parts.limits, now);
  }

  static async open(
    environment: NodeJS.ProcessEnv,
    connection: NatsConnection,
    now: () => Date,
    logger: Logger,
  ): Promise<CityFiles> {
    const parts = await openBlobs(environment, connection);
    return new CityFiles(parts, await UploadRecords.open(connection), now, logger);
  }

  receive(incoming: Incoming): Promise<FileRef> {
    return this.uploads.receive(incoming);
  }

  /** A file that its uploader has not attached yet. @throws Problem `not-found` */
  async unattached(uploader: string, id: string): Promise<FileRef> {
    const { record } = (await this.records.find(uploader, id)) ?? {};
    if (!record?.file || record.state !== 'kept') throw NotFound.with();
    return record.file;
  }

  /** @throws Problem `not-found` when the store has no such bytes */
  async content(file: FileRef): Promise<AsyncIterable<Uint8Array>> {
    const content = await readFile(this.parts.blobs, file);
    if (!content) throw NotFound.with();
    return content;
  }

  /** Sweeps now and then, until `stop`. */
  startSweeping(everyMs: number): void {
    const sweep = () => {
      this.sweeping = this.sweeping.then(() => this.sweep());
    };
    this.timer = setInterval(sweep, everyMs);
    sweep();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.sweeping;
  }

  private async sweep(): Promise<void> {
    try {
      const removed = await sweepUploads(this.parts.blobs, this.records, this.now());
      if (removed > 0) this.logger.info({ removed }, 'files that nobody holds were removed');
    } catch (error) {
      this.logger.warn({ err: error }, 'files will be swept again');
    }
  }
}
