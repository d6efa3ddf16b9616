import { createHash } from 'node:crypto';
import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type FileRef, UPLOAD_STREAM, uploadSubject } from '#libs/contract-kit';
import type { NatsConnection } from '#libs/messaging';

/** Where an upload stands. `removing` and `done` are final. */
export type UploadState = 'uploading' | 'kept' | 'claimed' | 'removing' | 'done';

/** What is known of a file until an object of a service holds it. */
export interface UploadRecord {
  readonly id: string;
  readonly state: UploadState;
  /** After this instant an unattached file is removed. */
  readonly expires: string;
  readonly file?: FileRef;
  /** Who holds it, or is about to. */
  readonly claim?: { readonly service: string; readonly object: string; readonly at: string };
}

export interface KeptRecord {
  readonly record: UploadRecord;
  readonly subject: string;
  /** For `change`: what the record must still be. */
  readonly revision: number;
}

/** `uploaderKey` of files that their service has given up. */
const GIVEN_UP = 'given-up';
const WRONG_LAST_SEQUENCE = 10_071;

/**
 * Records of uploads: the last message of a subject in a JetStream stream, changed only by whoever has seen the
 * present one. Small: a record ends when the file is attached or removed.
 */
export class UploadRecords {
  private constructor(
    private readonly client: JetStreamClient,
    private readonly manager: JetStreamManager,
  ) {}

  static async open(connection: NatsConnection): Promise<UploadRecords> {
    return new UploadRecords(jetstream(connection), await jetstreamManager(connection, { checkAPI: false }));
  }

  /** The record of a file that this subject uploaded. */
  find(uploader: string, id: string): Promise<KeptRecord | undefined> {
    return this.at(uploadSubject(keyOf(uploader), id));
  }

  begin(uploader: string, record: UploadRecord): Promise<KeptRecord> {
    return this.write(uploadSubject(keyOf(uploader), record.id), record, 0).then((kept) => {
      if (!kept) throw new Error(`upload ${record.id} exists already`);
      return kept;
    });
  }

  /** @returns `undefined` when somebody else changed it meanwhile */
  change(kept: KeptRecord, record: UploadRecord): Promise<KeptRecord | undefined> {
    return this.write(kept.subject, record, kept.revision);
  }

  /** An attached file is no longer held by anything: its bytes shall go. May be repeated. */
  async giveUp(id: string): Promise<void> {
    const record: UploadRecord = { id, state: 'removing', expires: new Date(0).toISOString() };
    await this.client.publish(uploadSubject(GIVEN_UP, id), JSON.stringify(record));
  }

  /** Forgets a record that is final. */
  async forget({ subject }: KeptRecord): Promise<void> {
    await this.manager.streams.purge(UPLOAD_STREAM, { filter: subject });
  }

  async *all(): AsyncGenerator<KeptRecord> {
    for (const subject of await this.subjects('*')) {
      const kept = await this.at(subject);
      if (kept) yield kept;
    }
  }

  async countOf(uploader: string): Promise<number> {
    return (await this.subjects(keyOf(uploader))).length;
  }

  private async subjects(key: string): Promise<string[]> {
    const { state } = await this.manager.streams.info(UPLOAD_STREAM, {
      subjects_filter: uploadSubject(key, '*'),
    });
    return Object.keys(state.subjects ?? {});
  }

  private async at(subject: string): Promise<KeptRecord | undefined> {
    const found = await this.manager.direct.getMessage(UPLOAD_STREAM, { last_by_subj: subject });
    return found ? { record: found.json<UploadRecord>(), subject, revision: found.seq } : undefined;
  }

  private async write(
    subject: string,
    record: UploadRecord,
    lastSubjectSequence: number,
  ): Promise<KeptRecord | undefined> {
    try {
      const expect = { lastSubjectSequence };
      const { seq } = await this.client.publish(subject, JSON.stringify(record), { expect });
      return { record, subject, revision: seq };
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === WRONG_LAST_SEQUENCE) return undefined;
      throw error;
    }
  }
}

/** A person's uploads under a name that no subject can break out of. */
function keyOf(uploader: string): string {
  return createHash('sha256').update(uploader).digest('hex').slice(0, 24);
}
