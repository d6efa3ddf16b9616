import { Injectable } from '@nestjs/common';
import {
  type Allow,
  DEFAULT_PAGE,
  decodeCursor,
  encodeCursor,
  Forbidden,
  IdempotencyKeyReused,
  invalidCursor,
  NotAllowedNow,
  NotFound,
} from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import { creationId, happened, type Loaded } from '#libs/store';
import {
  type BulkJob,
  type BulkJobCommand,
  type BulkJobPage,
  type BulkReport,
  type ListBulkJobs,
  MOST_ROWS,
  type StartBulkJob,
} from '../../contract/bulk.dto.js';
import { DataCatalog } from '../../contract/index.js';
import { REASONED_ACTIONS } from '../../contract/lifecycle.js';
import { BulkSelection, ReasonRequired } from '../../contract/problems.js';
import { EntryStore } from '../entry/entry.store.js';
import { searchFilter } from '../entry/entry-filter.js';
import { type BulkJobState, countOf } from './bulk-job.js';
import { BulkJobStore } from './bulk-job.store.js';
import { BulkRunner } from './bulk-runner.js';
import { viewJob, viewReport } from './bulk-view.js';

const { events, operations } = DataCatalog;

/** What callers do with jobs. A job is its caller's own: for others it does not exist. */
@Injectable()
export class BulkJobs {
  constructor(
    private readonly jobs: BulkJobStore,
    private readonly entries: EntryStore,
    private readonly runner: BulkRunner,
  ) {}

  async start(request: StartBulkJob, call: Call): Promise<BulkJob> {
    const { action, comment, reason } = request;
    if (!mayEver(operations[action].allow, call)) throw Forbidden.with();
    if (REASONED_ACTIONS.has(action) && reason === undefined) throw ReasonRequired.with();
    const id = creationId(call);
    // A repeated command is answered from memory, so what it finds now plays no part.
    const ids = (await this.jobs.find(id)) ? [] : await this.selected(request, call);
    const words = reason ?? comment;
    const { roles } = call.caller;
    const job = await this.jobs.create(
      id,
      request,
      call,
      () => [
        happened(events.bulkJobStarted, {
          id,
          action,
          ids,
          roles: [...roles],
          ...(words !== undefined && { words }),
        }),
      ],
      () => IdempotencyKeyReused.with(),
    );
    this.runner.wake();
    return viewJob(job);
  }

  async cancel(request: BulkJobCommand, call: Call): Promise<BulkJob> {
    const job = await this.jobs.update(request.id, request, call, ({ state }) => {
      assertOwn(state, call);
      if (state.state === 'cancelled') return [];
      if (state.state === 'finished') throw NotAllowedNow.with({ allowed: [] });
      return [happened(events.bulkJobCancelled, { id: request.id, ...countOf(state) })];
    });
    return viewJob(job);
  }

  async get({ id }: BulkJobCommand, call: Call): Promise<BulkJob> {
    return viewJob(await this.own(id, call));
  }

  async report({ id }: BulkJobCommand, call: Call): Promise<BulkReport> {
    return viewReport(await this.own(id, call));
  }

  async list({ limit = DEFAULT_PAGE, cursor }: ListBulkJobs, call: Call): Promise<BulkJobPage> {
    const mine = { 'state.caller.subject': call.caller.subject };
    const rows = await this.jobs.documents
      .find(cursor ? { $and: [mine, before(cursor)] } : mine)
      .sort({ createdAt: -1, _id: -1 })
      .limit(limit + 1)
      .toArray();
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(({ _id, v, state }) => viewJob({ id: _id, version: v, state })),
      ...(rows.length > limit && last && { next: encodeCursor([last.createdAt.getTime(), last._id]) }),
    };
  }

  private async own(id: string, call: Call): Promise<Loaded<BulkJobState>> {
    const job = await this.jobs.load(id);
    assertOwn(job.state, call);
    return job;
  }

  /** The entries of the job: as named, or what the filter finds now, oldest change first. */
  private async selected({ ids, filter }: StartBulkJob, call: Call): Promise<string[]> {
    if ((ids === undefined) === (filter === undefined)) throw BulkSelection.with();
    if (ids) return ids;
    const found = await this.entries.documents
      .find(searchFilter(filter ?? {}, call), { projection: { _id: 1 } })
      .sort({ updatedAt: 1, _id: 1 })
      .limit(MOST_ROWS + 1)
      .toArray();
    if (found.length === 0 || found.length > MOST_ROWS)
      throw BulkSelection.with({
        detail: {
          zh: found.length === 0 ? '没有符合条件的目录' : `符合条件的目录超过 ${MOST_ROWS} 条`,
          en: found.length === 0 ? 'No entry matches' : `More than ${MOST_ROWS} entries match`,
        },
      });
    return found.map(({ _id }) => _id);
  }
}

function assertOwn(state: BulkJobState, call: Call): void {
  if (state.caller.subject !== call.caller.subject) throw NotFound.with();
}

function mayEver(allow: Allow, { caller }: Call): boolean {
  return typeof allow === 'string' || allow.some((role) => caller.roles.includes(role));
}

function before(cursor: string) {
  const [at, id] = decodeCursor(cursor) ?? [];
  const createdAt = new Date(typeof at === 'number' ? at : Number.NaN);
  if (Number.isNaN(createdAt.getTime()) || typeof id !== 'string') throw invalidCursor();
  return { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, _id: { $lt: id } }] };
}
