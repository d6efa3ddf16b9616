import type { TaskWords } from '#libs/contract-kit';
import { type EntryAction, type Machine, PUBLIC_STATES } from '../../contract/lifecycle.js';
import type { EntryState } from './entry.js';
import type { EntryFilter } from './entry-filter.js';
import { machineOf, phaseFor, type StepInReach } from './entry-machine.js';

/** A sort of task: the step that waits, in which state of its machine, and its words. */
export interface TaskSort {
  readonly kind: string;
  readonly machine: Machine;
  readonly from: string;
  readonly action: EntryAction;
  readonly title: TaskWords;
  readonly reason: TaskWords;
  readonly does: TaskWords;
  readonly link: (id: string) => string;
}

const page = (id: string) => `/entries/${id}`;
const editor = (id: string) => `/entries/${id}/edit`;

function sort(
  kind: string,
  from: string,
  action: EntryAction,
  [title, reason, does]: readonly [TaskWords, TaskWords, TaskWords],
  link = page,
): TaskSort {
  return { kind: `entry.${kind}`, machine: machineOf(action), from, action, title, reason, does, link };
}

const PUBLISH: TaskWords = { zh: '审核发布', en: 'Publish' };
const DECIDE: TaskWords = { zh: '审定', en: 'Decide' };

/** Everything of an entry that can wait for somebody. */
export const TASK_SORTS: readonly TaskSort[] = [
  sort('publish', 'deptApproved', 'publishEntry', [
    { zh: '待发布目录', en: 'Entries to publish' },
    { zh: '部门审核已通过，等待审核发布', en: 'Its department has approved it' },
    PUBLISH,
  ]),
  sort('approve', 'submitted', 'approveEntry', [
    { zh: '待审核目录', en: 'Entries to approve' },
    { zh: '本单位编制员已提交审核', en: 'An editor of your organisation has submitted it' },
    { zh: '部门审核', en: 'Approve' },
  ]),
  sort(
    'mend',
    'rejected',
    'amendEntry',
    [
      { zh: '被驳回待修改目录', en: 'Rejected entries to mend' },
      { zh: '被驳回，修改后重新提交', en: 'It was rejected and waits to be corrected' },
      { zh: '修改', en: 'Amend' },
    ],
    editor,
  ),
  sort('finish', 'draft', 'submitEntry', [
    { zh: '待完成草稿', en: 'Drafts to finish' },
    { zh: '草稿尚未提交审核', en: 'The draft is not submitted yet' },
    { zh: '完善并提交', en: 'Finish and submit' },
  ]),
  sort('publish-change', 'deptApproved', 'publishChange', [
    { zh: '待发布变更', en: 'Changes to publish' },
    { zh: '变更已通过部门审核', en: 'Its department has approved the change' },
    PUBLISH,
  ]),
  sort('approve-change', 'submitted', 'approveChange', [
    { zh: '待审核变更', en: 'Changes to approve' },
    { zh: '本单位编制员已提交变更', en: 'An editor of your organisation has submitted a change' },
    { zh: '部门审核', en: 'Approve' },
  ]),
  sort(
    'mend-change',
    'rejected',
    'amendChange',
    [
      { zh: '被驳回待修改变更', en: 'Rejected changes to mend' },
      { zh: '变更被驳回，修改后重新提交，或放弃', en: 'The change was rejected: correct or discard it' },
      { zh: '修改', en: 'Amend' },
    ],
    editor,
  ),
  sort('finish-change', 'draft', 'submitChange', [
    { zh: '待完成变更', en: 'Changes to finish' },
    { zh: '变更尚未提交审核', en: 'The change is not submitted yet' },
    { zh: '完善并提交', en: 'Finish and submit' },
  ]),
  sort('revoke', 'revocation', 'revokeEntry', [
    { zh: '待审定撤销', en: 'Revocations to decide' },
    { zh: '部门申请撤销该目录', en: 'Its department asks for the revocation' },
    DECIDE,
  ]),
  sort('put-online', 'onReview', 'approveOnline', [
    { zh: '待审定上线', en: 'Requests to go online' },
    { zh: '部门申请上线', en: 'Its department asks to go online' },
    DECIDE,
  ]),
  sort('take-offline', 'offReview', 'approveOffline', [
    { zh: '待审定下线', en: 'Requests to go offline' },
    { zh: '部门申请下线', en: 'Its department asks to go offline' },
    DECIDE,
  ]),
];

/** Whether this waits at the entry. */
export function holds({ action, from }: TaskSort, entry: EntryState): boolean {
  return phaseFor(action, entry) === from;
}

/** The entries at which this waits within reach, as a filter; the same as `holds` says of one. */
export function sortFilter(
  { machine, from }: TaskSort,
  { provider, notWrittenBy }: StepInReach,
): EntryFilter {
  const { state, writers } = PLACES[machine](from);
  return {
    ...state,
    ...(provider && { 'state.provider.code': provider }),
    ...(notWrittenBy && { [writers]: { $ne: notWrittenBy } }),
  } as EntryFilter;
}

const IS_PUBLIC = { 'state.publishState': { $in: [...PUBLIC_STATES] } };

const PLACES: Record<Machine, (from: string) => { state: object; writers: string }> = {
  publish: (from) => ({ state: { 'state.publishState': from }, writers: 'state.writers' }),
  change: (from) => ({
    state: {
      ...IS_PUBLIC,
      ...(from === 'revocation'
        ? { 'state.change.kind': 'revocation' }
        : { 'state.change.kind': 'amendment', 'state.change.state': from }),
    },
    writers: 'state.change.writers',
  }),
  online: (from) => ({
    state: { ...IS_PUBLIC, 'state.online.state': from },
    writers: 'state.online.requestedBy',
  }),
};
