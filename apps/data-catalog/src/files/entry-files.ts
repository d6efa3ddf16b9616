import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { FileClaims, UploadRecords } from '#libs/blobs';
import { type FileRef, NotFound, Problem } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import { ServiceRuntime } from '#libs/service-host';
import type {
  AttachEntryFile,
  EntryFileCommand,
  EntryFileDetached,
  EntryFileList,
} from '../../contract/entry-files.dto.js';
import type { EntryState } from '../entry/entry.js';
import { EntryStore } from '../entry/entry.store.js';
import { EntryWrites } from '../entry/entry-writes.js';
import { assertFilesMayChange, decideAttachment, decideDetachment, filesMayChange } from './decide-files.js';

const SETTLE_MS = 60_000;

/** Attachments of entries: claim → write → settle; given up by the event of the detachment. */
@Injectable()
export class EntryFiles implements OnModuleDestroy {
  private claims: FileClaims | undefined;
  private timer: NodeJS.Timeout | undefined;
  private settling: Promise<void> = Promise.resolve();

  constructor(
    private readonly runtime: ServiceRuntime,
    private readonly entries: EntryStore,
    private readonly writes: EntryWrites,
  ) {
    runtime.beforeServing(async () => {
      const records = await UploadRecords.open(runtime.connection);
      this.claims = new FileClaims(records, runtime.contract.name, runtime.now);
      this.timer = setInterval(() => {
        this.settling = this.settling.then(() => this.settleStale());
      }, SETTLE_MS);
    });
    // At least once, whatever dies after the write.
    runtime.onEvents('files', (event) => this.claimed().giveUp((event.data as EntryFileDetached).file.id));
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.settling;
  }

  async attach(request: AttachEntryFile, call: Call): Promise<EntryFileList> {
    const { id, file, kind } = request;
    const { subject } = call.caller;
    const claimed = await this.claimFor(request, call);
    await this.writes.change(id, request, call, (entry) => {
      // Asked only when the command is really done: its repetition is answered from memory, its claim long settled.
      if (claimed instanceof Problem) throw claimed;
      return decideAttachment(id, entry, call.caller, claimed, kind);
    });
    // Not needed for the file to stay: a claim that holds is settled later as well.
    await this.claimed()
      .settle(subject, file)
      .catch((error: unknown) => this.runtime.logger.warn({ err: error }, 'a claim is settled later'));
    return this.list({ id }, call);
  }

  async detach(request: EntryFileCommand, call: Call): Promise<EntryFileList> {
    const { id, file } = request;
    await this.writes.change(id, request, call, (entry) => decideDetachment(id, entry, call.caller, file));
    return this.list({ id }, call);
  }

  async list({ id }: { id: string }, call: Call): Promise<EntryFileList> {
    const { state } = await this.writes.seen(id, call);
    return { id, files: [...(state.files ?? [])], mayChange: filesMayChange(state, call.caller) };
  }

  /** @throws Problem `not-found` for who may not see the entry */
  async get({ id, file }: EntryFileCommand, call: Call): Promise<FileRef> {
    const { state } = await this.writes.seen(id, call);
    const held = state.files?.find((one) => one.file.id === file);
    if (!held) throw NotFound.with();
    return held.file;
  }

  private async claimFor({ id, file }: AttachEntryFile, call: Call): Promise<FileRef | Problem> {
    const { state } = await this.writes.seen(id, call);
    try {
      assertFilesMayChange(state, call.caller);
      return await this.claimed().claim(call.caller.subject, file, id);
    } catch (error) {
      if (error instanceof Problem) return error;
      throw error;
    }
  }

  private async settleStale(): Promise<void> {
    try {
      await this.claimed().settleStale(async (entry, file) => {
        const held: Pick<EntryState, 'files'> | undefined = (
          await this.entries.documents.findOne({ _id: entry }, { projection: { 'state.files': 1 } })
        )?.state;
        return held?.files?.some((one) => one.file.id === file) ?? false;
      });
    } catch (error) {
      this.runtime.logger.warn({ err: error }, 'claims of files will be looked at again');
    }
  }

  private claimed(): FileClaims {
    if (!this.claims) throw new Error('files are asked for before the service has started');
    return this.claims;
  }
}
