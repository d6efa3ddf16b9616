import { Injectable } from '@nestjs/common';
import type { Filter } from 'mongodb';
import type { Principal } from '#libs/access';
import type { TaskWords, WaitingTask } from '#libs/contract-kit';
import { type AskForTasks, ServiceRuntime, type TaskSource, type TasksFound } from '#libs/service-host';
import type { AggregateDocument } from '#libs/store';
import type { EntryAction, PublishState } from '../../contract/entry.dto.js';
import type { EntryState } from './entry.js';
import { EntryStore } from './entry.store.js';
import { stepsInReach } from './entry-machine.js';

type EntryFilter = Filter<AggregateDocument<EntryState>>;

/** A sort of task: the step that waits, and its words. */
interface TaskSort {
  readonly kind: string;
  readonly from: PublishState;
  readonly action: EntryAction;
  readonly title: TaskWords;
  readonly reason: TaskWords;
  readonly does: TaskWords;
  readonly link: (id: string) => string;
}

const page = (id: string) => `/entries/${id}`;

const SORTS: readonly TaskSort[] = [
  {
    kind: 'entry.publish',
    from: 'deptApproved',
    action: 'publishEntry',
    title: { zh: '待发布目录', en: 'Entries to publish' },
    reason: { zh: '部门审核已通过，等待审核发布', en: 'Its department has approved it' },
    does: { zh: '审核发布', en: 'Publish' },
    link: page,
  },
  {
    kind: 'entry.approve',
    from: 'submitted',
    action: 'approveEntry',
    title: { zh: '待审核目录', en: 'Entries to approve' },
    reason: { zh: '本单位编制员已提交审核', en: 'An editor of your organisation has submitted it' },
    does: { zh: '部门审核', en: 'Approve' },
    link: page,
  },
  {
    kind: 'entry.mend',
    from: 'rejected',
    action: 'amendEntry',
    title: { zh: '被驳回待修改目录', en: 'Rejected entries to mend' },
    reason: { zh: '被驳回，修改后重新提交', en: 'It was rejected and waits to be corrected' },
    does: { zh: '修改', en: 'Amend' },
    link: (id) => `/entries/${id}/edit`,
  },
  {
    kind: 'entry.finish',
    from: 'draft',
    action: 'submitEntry',
    title: { zh: '待完成草稿', en: 'Drafts to finish' },
    reason: { zh: '草稿尚未提交审核', en: 'The draft is not submitted yet' },
    does: { zh: '完善并提交', en: 'Finish and submit' },
    link: page,
  },
];

/** Each sort is counted up to here. */
const MOST_COUNTED = 1_000;
const ID_PREFIX = 'entry/';

/** Entries that wait for the caller. Who may do a step is asked of the publish machine, never decided here. */
@Injectable()
export class EntryTasks implements TaskSource {
  constructor(
    private readonly entries: EntryStore,
    runtime: ServiceRuntime,
  ) {
    runtime.tasksFrom(this);
  }

  async find(caller: Principal, { limit, kind, after }: AskForTasks): Promise<TasksFound> {
    const open = SORTS.flatMap((sort) => waitingFor(sort, caller));
    if (open.length === 0) return { tasks: [], tallies: [] };
    const asked = open.filter(({ sort }) => !kind || sort.kind === kind);
    const place = after && laterThan(after);
    const [rows, counts] = await Promise.all([
      asked.length === 0
        ? []
        : this.entries.documents
            .find({ $or: asked.map(({ filter }) => (place ? { $and: [filter, place] } : filter)) })
            .sort({ 'state.updatedAt': 1, _id: 1 })
            .limit(limit)
            .project<Pick<AggregateDocument<EntryState>, '_id' | 'state'>>({ state: 1 })
            .toArray(),
      Promise.all(
        open.map(({ filter }) => this.entries.documents.countDocuments(filter, { limit: MOST_COUNTED + 1 })),
      ),
    ]);
    return {
      tasks: rows.flatMap(({ _id, state }) => {
        const sort = SORTS.find(({ from }) => from === state.publishState);
        return sort ? [taskOf(_id, state, sort)] : [];
      }),
      tallies: open.map(({ sort: { kind, title } }, at) => ({
        kind,
        title,
        count: Math.min(counts[at] ?? 0, MOST_COUNTED),
      })),
      more: counts.some((count) => count > MOST_COUNTED),
    };
  }
}

/** The entries of one sort that the caller may take a step on; none when the machine gives no such step. */
function waitingFor(sort: TaskSort, caller: Principal): { sort: TaskSort; filter: EntryFilter }[] {
  return stepsInReach(sort.action, sort.from, caller).map((step) => ({
    sort,
    filter: {
      'state.publishState': sort.from,
      ...(step.provider && { 'state.provider.code': step.provider }),
      ...(step.notWrittenBy && { 'state.writers': { $nin: [...step.notWrittenBy] } }),
    } as EntryFilter,
  }));
}

function laterThan({ since, id }: { since: string; id: string }): EntryFilter {
  const _id = id.startsWith(ID_PREFIX) ? id.slice(ID_PREFIX.length) : '';
  // A task of another source at the same instant stands before or after all of ours.
  const sameInstant: EntryFilter = id.startsWith(ID_PREFIX)
    ? { 'state.updatedAt': since, _id: { $gt: _id } }
    : { 'state.updatedAt': since, ...(id < ID_PREFIX ? {} : { _id: { $in: [] } }) };
  return { $or: [{ 'state.updatedAt': { $gt: since } }, sameInstant] };
}

function taskOf(id: string, { fields, updatedAt }: EntryState, sort: TaskSort): WaitingTask {
  return {
    id: `${ID_PREFIX}${id}`,
    kind: sort.kind,
    title: sort.title,
    object: { kind: 'entry', id, label: fields.title },
    reason: sort.reason,
    since: updatedAt,
    action: { operation: sort.action, title: sort.does },
    link: sort.link(id),
  };
}
