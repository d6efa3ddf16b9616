import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Operation } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import { ServiceRuntime } from '#libs/service-host';
import { happened, Lease, type Loaded } from '#libs/store';
import type { BulkRow } from '../../contract/bulk.dto.js';
import { DataCatalog } from '../../contract/index.js';
import { type BulkJobState, countOf } from './bulk-job.js';
import { BulkJobStore } from './bulk-job.store.js';
import { BulkRows } from './bulk-rows.js';

/** Rows between two notes of how far a job is; as many may be tried again after a kill, without effect. */
const CHUNK = 10;
const LOOK_AGAIN_MS = 500;

const { events, operations } = DataCatalog;

/**
 * Works the jobs off, the oldest first, a chunk of each in turn so that a long one does not hold up a short
 * one. Over any number of instances one works at a time (lease); after a kill the next goes on where the job
 * says it is.
 */
@Injectable()
export class BulkRunner implements OnModuleDestroy {
  private readonly lease: Lease;
  private stopping = false;
  private done: Promise<void> = Promise.resolve();
  private rouse: AbortController = new AbortController();

  constructor(
    private readonly runtime: ServiceRuntime,
    private readonly jobs: BulkJobStore,
    private readonly rows: BulkRows,
  ) {
    this.lease = new Lease(runtime.database.db, 'bulk-jobs', randomUUID());
    runtime.beforeServing(async () => {
      this.done = this.run();
    });
  }

  /** There may be something to do. */
  wake(): void {
    this.rouse.abort();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.done;
    await this.lease.release().catch(() => {}); // it ends by itself
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      this.rouse = new AbortController();
      let worked = false;
      try {
        worked = (await this.lease.hold()) && (await this.workOnce());
      } catch (error) {
        this.runtime.logger.warn({ err: error }, 'bulk jobs will be tried again');
      }
      if (!worked && !this.stopping)
        await pause(LOOK_AGAIN_MS, undefined, { signal: this.rouse.signal }).catch(() => {}); // woken
    }
  }

  /** A chunk of every running job. @returns false when there is none */
  private async workOnce(): Promise<boolean> {
    const running = await this.jobs.documents
      .find({ 'state.state': 'running' }, { projection: { _id: 1 } })
      .sort({ createdAt: 1 })
      .limit(50)
      .toArray();
    for (const { _id } of running) {
      if (this.stopping || !(await this.stillMine())) break;
      await this.workChunk(_id);
    }
    return running.length > 0;
  }

  private async workChunk(id: string): Promise<void> {
    const job = await this.jobs.load(id);
    if (job.state.state !== 'running') return;
    const from = job.state.rows.length;
    const rows: BulkRow[] = [];
    for (let at = from; at < Math.min(from + CHUNK, job.state.ids.length); at++) {
      if (this.stopping || !(await this.stillMine())) break;
      rows.push(await this.rows.take(id, job.state, at));
    }
    await this.note(job, rows);
  }

  /** Notes how far the job is; nothing, when it was cancelled meanwhile or another instance noted it. */
  private async note({ id, state }: Loaded<BulkJobState>, rows: BulkRow[]): Promise<void> {
    const noted = await this.jobs.update(id, { rows }, this.callFor(id, state), ({ state: now }) => {
      if (rows.length === 0 || now.rows.length !== state.rows.length || now.state === 'finished') return [];
      const progressed = happened(events.bulkJobProgressed, { id, rows });
      const after = { ...now, rows: [...now.rows, ...rows] };
      const ended = now.state === 'running' && after.rows.length === now.ids.length;
      return ended ? [progressed, happened(events.bulkJobFinished, { id, ...countOf(after) })] : [progressed];
    });
    if (noted.state.state === 'finished')
      this.runtime.logger.info({ job: id, ...countOf(noted.state) }, 'bulk job finished');
  }

  private async stillMine(): Promise<boolean> {
    if (this.lease.due) await this.lease.hold();
    return this.lease.heldForSure;
  }

  /** The service acts; the person for whom is in the job and in each row's events (decision 7). */
  private callFor(id: string, { correlationId, traceparent }: BulkJobState): Call {
    return {
      operation: operations.startBulkJob as Operation,
      caller: { subject: 'service:data-catalog', roles: [] },
      language: 'zh',
      deadline: Date.now() + 10_000,
      requestId: id,
      correlationId,
      traceparent,
      traceId: traceparent.split('-')[1] ?? '',
    };
  }
}
