import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import type { WaitingTask } from '#libs/contract-kit';
import { type AskForTasks, ServiceRuntime, type TaskSource, type TasksFound } from '#libs/service-host';
import type { AggregateDocument } from '#libs/store';
import type { EntryState } from './entry.js';
import { EntryStore } from './entry.store.js';
import type { EntryFilter } from './entry-filter.js';
import { refusal, stepsInReach } from './entry-machine.js';
import { holds, sortFilter, TASK_SORTS, type TaskSort } from './task-sorts.js';

/** Each sort is counted up to here. */
const MOST_COUNTED = 1_000;
const ID_PREFIX = 'entry/';

/** Entries that wait for the caller. Who may do a step is asked of the machines, never decided here. */
@Injectable()
export class EntryTasks implements TaskSource {
  constructor(
    private readonly entries: EntryStore,
    runtime: ServiceRuntime,
  ) {
    runtime.tasksFrom(this);
  }

  async find(caller: Principal, { limit, kind, after }: AskForTasks): Promise<TasksFound> {
    const open = TASK_SORTS.flatMap((sort) => waitingFor(sort, caller));
    if (open.length === 0) return { tasks: [], tallies: [] };
    const asked = open.filter(({ sort }) => !kind || sort.kind === kind);
    const place = after && laterThan(after);
    const [rows, counts] = await Promise.all([
      asked.length === 0
        ? []
        : this.entries.documents
            .find({ $or: asked.map(({ filter }) => (place ? { $and: [filter, place] } : filter)) })
            .sort({ 'state.updatedAt': 1, _id: 1 })
            .limit(limit + 1)
            .project<Pick<AggregateDocument<EntryState>, '_id' | 'state'>>({ state: 1 })
            .toArray(),
      Promise.all(
        open.map(({ filter }) => this.entries.documents.countDocuments(filter, { limit: MOST_COUNTED + 1 })),
      ),
    ]);
    return {
      tasks: rows
        .flatMap(({ _id, state }) => tasksOf(_id, state, asked, caller))
        .filter(({ id, since }) => !after || since > after.since || (since === after.since && id > after.id))
        .slice(0, limit),
      tallies: open.map(({ sort: { kind, title } }, at) => ({
        kind,
        title,
        count: Math.min(counts[at] ?? 0, MOST_COUNTED),
      })),
      more: counts.some((count) => count > MOST_COUNTED),
    };
  }
}

interface OpenSort {
  readonly sort: TaskSort;
  readonly filter: EntryFilter;
}

/** The entries of one sort that the caller may take a step on; none when the machine gives no such step. */
function waitingFor(sort: TaskSort, caller: Principal): OpenSort[] {
  return stepsInReach(sort.action, sort.from, caller).map((step) => ({
    sort,
    filter: sortFilter(sort, step),
  }));
}

/** What waits at one entry: work of several machines may stand side by side. */
function tasksOf(id: string, state: EntryState, open: readonly OpenSort[], caller: Principal): WaitingTask[] {
  return open
    .filter(({ sort }) => holds(sort, state) && refusal(sort.action, state, caller) === undefined)
    .map(({ sort }) => taskOf(id, state, sort))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** From the entry of the last task on: a further task of the same entry may still stand behind it. */
function laterThan({ since, id }: { since: string; id: string }): EntryFilter {
  const entry = id.startsWith(ID_PREFIX) ? (id.slice(ID_PREFIX.length).split('/')[0] ?? '') : '';
  // A task of another source at the same instant stands before or after all of ours.
  const sameInstant: EntryFilter = id.startsWith(ID_PREFIX)
    ? { 'state.updatedAt': since, _id: { $gte: entry } }
    : { 'state.updatedAt': since, ...(id < ID_PREFIX ? {} : { _id: { $in: [] } }) };
  return { $or: [{ 'state.updatedAt': { $gt: since } }, sameInstant] };
}

function taskOf(id: string, { fields, updatedAt }: EntryState, sort: TaskSort): WaitingTask {
  return {
    id: `${ID_PREFIX}${id}${sort.machine === 'publish' ? '' : `/${sort.machine}`}`,
    kind: sort.kind,
    title: sort.title,
    object: { kind: 'entry', id, label: fields.title },
    reason: sort.reason,
    since: updatedAt,
    action: { operation: sort.action, title: sort.does },
    link: sort.link(id),
  };
}
