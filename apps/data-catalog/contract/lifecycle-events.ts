import { event } from '#libs/contract-kit';
import {
  BulkJobEnded,
  BulkJobProgressed,
  BulkJobStarted,
  EntryChangeAmended,
  EntryChangeOpened,
  EntryChangePublished,
  EntryRevocationRequested,
  EntryRevoked,
  EntryStepReasoned,
  EntryStepTaken,
  EntryTakenOffline,
} from './events.dto.js';
import { EXAMPLE_CODE, EXAMPLE_FIELDS, EXAMPLE_ID } from './examples.js';

/** Work in hand is seen by its own organisation and by those who review; what holds, by everyone. */
export const REVIEWERS = {
  ownOrganisation: true,
  roles: ['catalog.publisher', 'catalog.steward', 'audit.reader'],
};
const EVERYONE = { everyone: true };

const writers = ['person:0192f3a4-5b6c-7d8e-9f01-23456789abcd'];
const head = { id: EXAMPLE_ID, title: EXAMPLE_FIELDS.title, writers };
const STEP = { ...head, comment: '同意' };
const reasoned = (reason: string) => ({ ...head, reason });
const CODES = [{ classification: '307013371100000000000101', code: EXAMPLE_CODE, primary: true }];
const REVOCATION = {
  ...reasoned('职责调整，该数据不再采集'),
  basis: { law: '《政务数据共享条例》', article: '第十七条' },
};

const step = (zh: string, en: string, doc: string, visibleTo: object = REVIEWERS) =>
  event({ summary: { zh, en }, doc, data: EntryStepTaken, visibleTo, example: STEP });
const because = (zh: string, en: string, doc: string, reason: string) =>
  event({
    summary: { zh, en },
    doc,
    data: EntryStepReasoned,
    visibleTo: REVIEWERS,
    example: reasoned(reason),
  });

/** Events of an entry after its first publication. */
export const lifecycleEvents = {
  entryChangeOpened: event({
    summary: { zh: '已发起变更', en: 'Change opened' },
    doc: 'A working copy was begun beside the published version.',
    data: EntryChangeOpened,
    visibleTo: REVIEWERS,
    example: { ...reasoned('新增信息项'), fields: EXAMPLE_FIELDS },
  }),
  entryChangeAmended: event({
    summary: { zh: '变更内容已修改', en: 'Change amended' },
    doc: 'The working copy was replaced; a rejected change is a draft again.',
    data: EntryChangeAmended,
    visibleTo: REVIEWERS,
    example: { id: EXAMPLE_ID, fields: EXAMPLE_FIELDS },
  }),
  entryChangeSubmitted: step('变更已提交', 'Change submitted', "The department's approver is to look at it."),
  entryChangeWithdrawn: step('变更已撤回', 'Change withdrawn', 'Back to draft before approval.'),
  entryChangeDiscarded: step('变更已放弃', 'Change discarded', 'The working copy is gone.'),
  entryChangeApproved: step(
    '变更已通过部门审核',
    'Change approved by the department',
    'The data authority is to publish it.',
  ),
  entryChangeRejected: because('变更被驳回', 'Change rejected', 'Back to its editor.', '变更依据不充分'),
  entryChangePublished: event({
    summary: { zh: '变更已发布', en: 'Change published' },
    doc: 'A new version holds for everybody; the one before is kept.',
    data: EntryChangePublished,
    visibleTo: EVERYONE,
    example: { ...reasoned('新增信息项'), number: 2, fields: EXAMPLE_FIELDS, codes: CODES },
  }),
  entryRevocationRequested: event({
    summary: { zh: '已申请撤销', en: 'Revocation requested' },
    doc: 'The data authority is to decide.',
    data: EntryRevocationRequested,
    visibleTo: REVIEWERS,
    example: REVOCATION,
  }),
  entryRevocationWithdrawn: step('撤销申请已撤回', 'Revocation withdrawn', 'The entry stays as it is.'),
  entryRevocationRejected: because(
    '撤销申请被驳回',
    'Revocation rejected',
    'The entry stays published.',
    '其他部门仍在使用',
  ),
  entryRevoked: event({
    summary: { zh: '目录已撤销', en: 'Entry revoked' },
    doc: 'The entry no longer holds; a tombstone stays.',
    data: EntryRevoked,
    visibleTo: EVERYONE,
    example: { ...REVOCATION, codes: CODES },
  }),
  entryOnlineRequested: step('已申请上线', 'Online requested', 'The data authority is to decide.'),
  entryPutOnline: step('已上线', 'Put online', 'Its data may be asked for.', EVERYONE),
  entryOnlineRejected: because(
    '上线申请被驳回',
    'Online rejected',
    'Back to where it was.',
    '接口尚未通过测试',
  ),
  entryOfflineRequested: because(
    '已申请下线',
    'Offline requested',
    'The data authority is to decide; the entry is online meanwhile.',
    '来源系统停用',
  ),
  entryTakenOffline: event({
    summary: { zh: '已下线', en: 'Taken offline' },
    doc: 'Its data can no longer be had.',
    data: EntryTakenOffline,
    visibleTo: EVERYONE,
    example: { ...reasoned('发现数据泄露风险'), how: 'atOnce' as const },
  }),
  entryOfflineRejected: because('下线申请被驳回', 'Offline rejected', 'It stays online.', '仍有部门在用'),
  entryOnlineRequestWithdrawn: step(
    '上下线申请已撤回',
    'Online or offline request withdrawn',
    'Back to where it was.',
  ),
};

/** Events of jobs over many entries. */
export const bulkEvents = {
  bulkJobStarted: event({
    summary: { zh: '批量办理已开始', en: 'Job started' },
    doc: 'All that the job needs to go on, whatever dies.',
    data: BulkJobStarted,
    visibleTo: { roles: ['audit.reader'] },
    example: { id: EXAMPLE_ID, action: 'submitEntry' as const, ids: [EXAMPLE_ID], roles: ['catalog.editor'] },
  }),
  bulkJobProgressed: event({
    summary: { zh: '批量办理进展', en: 'Job progressed' },
    doc: 'Further rows were tried.',
    data: BulkJobProgressed,
    visibleTo: { roles: ['audit.reader'] },
    example: {
      id: EXAMPLE_ID,
      rows: [{ number: 1, id: EXAMPLE_ID, outcome: 'done' as const, version: 2 }],
    },
  }),
  bulkJobFinished: event({
    summary: { zh: '批量办理已完成', en: 'Job finished' },
    doc: 'Every row was tried.',
    data: BulkJobEnded,
    visibleTo: REVIEWERS,
    example: { id: EXAMPLE_ID, succeeded: 1, refused: 0, total: 1 },
  }),
  bulkJobCancelled: event({
    summary: { zh: '批量办理已取消', en: 'Job cancelled' },
    doc: 'The rows not tried yet are skipped.',
    data: BulkJobEnded,
    visibleTo: REVIEWERS,
    example: { id: EXAMPLE_ID, succeeded: 0, refused: 0, total: 1 },
  }),
};
