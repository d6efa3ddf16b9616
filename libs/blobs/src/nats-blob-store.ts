import { type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type ObjectStore, Objm } from '@nats-io/obj';
import { FILE_BUCKET, FILE_STREAM } from '#libs/contract-kit';
import type { NatsConnection } from '#libs/messaging';
import type { BlobStore, OpenBlob } from './blob-store.js';

const CHUNK_BYTES = 128 * 1024;
const TIMEOUT_MS = 10_000;

/** Bytes in the NATS object store: nothing else is to be installed. */
export class NatsBlobStore implements BlobStore {
  private constructor(
    private readonly objects: ObjectStore,
    private readonly manager: JetStreamManager,
  ) {}

  static async open(connection: NatsConnection): Promise<NatsBlobStore> {
    const manager = await jetstreamManager(connection, { checkAPI: false, timeout: TIMEOUT_MS });
    const objects = await new Objm(jetstream(connection, { timeout: TIMEOUT_MS })).open(FILE_BUCKET, {
      check: false,
    });
    return new NatsBlobStore(objects, manager);
  }

  async put(id: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    await this.objects.put({ name: id, options: { max_chunk_size: CHUNK_BYTES } }, pulled(content));
  }

  async open(id: string): Promise<OpenBlob | undefined> {
    const info = await this.objects.info(id);
    if (!info || info.deleted) return undefined;
    return { size: info.size, content: this.chunks(info.nuid, info.size) };
  }

  async remove(id: string): Promise<void> {
    await this.objects.delete(id);
    // The tombstone that a deletion leaves behind would stay for ever.
    await this.manager.streams.purge(FILE_STREAM, { filter: metaSubject(id) });
  }

  async removeLeftovers(since: Date): Promise<number> {
    const whole = new Set((await this.metas()).map(({ nuid }) => `$O.${FILE_BUCKET}.C.${nuid}`));
    const { state } = await this.manager.streams.info(FILE_STREAM, {
      subjects_filter: `$O.${FILE_BUCKET}.C.>`,
    });
    let removed = 0;
    for (const subject of Object.keys(state.subjects ?? {})) {
      if (whole.has(subject)) continue;
      const last = await this.manager.direct.getMessage(FILE_STREAM, { last_by_subj: subject });
      if (!last || last.time >= since) continue;
      // It may have become whole since we looked.
      if ((await this.metas()).some(({ nuid }) => subject.endsWith(`.${nuid}`))) continue;
      await this.manager.streams.purge(FILE_STREAM, { filter: subject });
      removed++;
    }
    return removed;
  }

  /**
   * The chunks one by one, the next asked for when the reader wants it. The client's own `get` takes them as
   * fast as the server sends, all into memory when the reader is slow.
   */
  private async *chunks(nuid: string, size: number): AsyncGenerator<Uint8Array> {
    const subject = `$O.${FILE_BUCKET}.C.${nuid}`;
    for (let seq = 1, left = size; left > 0; ) {
      const found = await this.manager.direct.getMessage(FILE_STREAM, { seq, next_by_subj: subject });
      if (!found) throw new Error('the file ends early: chunks are missing');
      yield found.data;
      left -= found.data.byteLength;
      seq = found.seq + 1;
    }
  }

  private async metas(): Promise<{ nuid: string }[]> {
    const { state } = await this.manager.streams.info(FILE_STREAM, {
      subjects_filter: `$O.${FILE_BUCKET}.M.>`,
    });
    const metas: { nuid: string }[] = [];
    for (const subject of Object.keys(state.subjects ?? {})) {
      const found = await this.manager.direct.getMessage(FILE_STREAM, { last_by_subj: subject });
      if (found) metas.push(found.json<{ nuid: string }>());
    }
    return metas;
  }
}

function metaSubject(id: string): string {
  return `$O.${FILE_BUCKET}.M.${Buffer.from(id).toString('base64url')}${'='.repeat((3 - (id.length % 3)) % 3)}`;
}

/** Takes the next chunk only when it is asked for. */
function pulled(content: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const chunks = content[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: async () => void (await chunks.return?.()),
    },
    { highWaterMark: 0 },
  );
}
