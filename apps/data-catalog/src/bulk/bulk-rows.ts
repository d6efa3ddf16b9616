import { Injectable } from '@nestjs/common';
import { type Bilingual, type Operation, Problem, StaleVersion } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import type { BulkAction, BulkRow } from '../../contract/bulk.dto.js';
import type { Entry } from '../../contract/entry.dto.js';
import { DataCatalog } from '../../contract/index.js';
import { ChangeCommands } from '../entry/change-commands.js';
import { EntryStore } from '../entry/entry.store.js';
import { EntryCommands } from '../entry/entry-commands.js';
import { OnlineCommands } from '../entry/online-commands.js';
import { maySee } from '../entry/public-entry.js';
import type { BulkJobState } from './bulk-job.js';

const ROW_MS = 5_000;
const TRIES = 5;

/**
 * One row of a job: a normal command with its own events, by the job's caller, caused by the job. Its
 * idempotency key derives from job and entry, so a row tried again after a kill has its effect once.
 */
@Injectable()
export class BulkRows {
  constructor(
    private readonly entries: EntryStore,
    private readonly commands: EntryCommands,
    private readonly changes: ChangeCommands,
    private readonly online: OnlineCommands,
  ) {}

  /** What became of the row. @throws only when the row must be tried again later (no database) */
  async take(jobId: string, job: BulkJobState, at: number): Promise<BulkRow> {
    const id = job.ids[at] as string;
    const row = { number: at + 1, id };
    const call = this.callFor(jobId, job, id);
    try {
      const entry = await this.repeated(() => this.act(job.action, id, job.words, call));
      return { ...row, title: entry.fields.title, outcome: 'done', version: entry.version };
    } catch (error) {
      if (!(error instanceof Problem) || error.problem.status >= 500) throw error;
      return {
        ...row,
        ...(await this.titleOf(id, call)),
        outcome: 'refused',
        code: error.problem.code,
        because: words(error),
      };
    }
  }

  /** Somebody else may write the same entry at the same moment; that is no reason to refuse the row. */
  private async repeated(act: () => Promise<Entry>): Promise<Entry> {
    for (let left = TRIES; ; left--) {
      try {
        return await act();
      } catch (error) {
        if (left <= 1 || !(error instanceof Problem && error.is(StaleVersion))) throw error;
      }
    }
  }

  private act(action: BulkAction, id: string, said: string | undefined, call: Call): Promise<Entry> {
    const plain = { id, ...(said !== undefined && { comment: said }) };
    const reasoned = { id, reason: said ?? '' };
    switch (action) {
      case 'submitEntry':
        return this.commands.submit(plain, call);
      case 'approveEntry':
        return this.commands.approve(plain, call);
      case 'publishEntry':
        return this.commands.publish(plain, call);
      case 'rejectEntry':
        return this.commands.reject(reasoned, call);
      case 'submitChange':
        return this.changes.submit(plain, call);
      case 'approveChange':
        return this.changes.step(action, plain, call);
      case 'publishChange':
        return this.changes.publish(plain, call);
      case 'rejectChange':
        return this.changes.reject(action, reasoned, call);
      case 'requestOnline':
      case 'approveOnline':
      case 'approveOffline':
        return this.online.step(action, plain, call);
      case 'rejectOnline':
      case 'rejectOffline':
      case 'requestOffline':
      case 'takeOffline':
        return this.online.reasoned(action, reasoned, call);
    }
  }

  private callFor(jobId: string, job: BulkJobState, id: string): Call {
    const operation: Operation = DataCatalog.operations[job.action];
    return {
      operation,
      caller: job.caller,
      language: 'zh',
      idempotencyKey: `bulk:${jobId}:${id}`,
      deadline: Date.now() + ROW_MS,
      requestId: jobId,
      correlationId: job.correlationId,
      traceparent: job.traceparent,
      traceId: job.traceparent.split('-')[1] ?? '',
    };
  }

  private async titleOf(id: string, call: Call): Promise<{ title?: string }> {
    const entry = await this.entries.find(id);
    return entry && maySee(entry.state, call.caller) ? { title: entry.state.fields.title } : {};
  }
}

/** Why the row was refused, Chinese first, with the fields where there are any. */
function words({ problem, facts }: Problem): string {
  const both = ({ zh, en }: Bilingual) => `${zh} ${en}`;
  const fields = (facts.errors ?? []).slice(0, 10).map(({ path, message }) => `${path} ${message.zh}`);
  return [both(problem.title), ...fields].join('；').slice(0, 1_000);
}
