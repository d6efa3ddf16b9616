import {
  Choice,
  Flag,
  Id,
  Instant,
  Int,
  ListOf,
  Nested,
  OrganisationCode,
  PageRequest,
  Text,
  TextList,
} from '#libs/contract-kit';
import { SHARE_TYPES, type ShareType } from './entry-fields.dto.js';
import {
  CHANGE_STATES,
  type ChangeState,
  type EntryAction,
  ONLINE_STATES,
  type OnlineState,
  PUBLISH_STATES,
  type PublishState,
} from './lifecycle.js';

/** Rows that one job may hold. */
export const MOST_ROWS = 1_000;

/** Actions that can be taken over many entries at once. */
export const BULK_ACTIONS = [
  'submitEntry',
  'approveEntry',
  'publishEntry',
  'rejectEntry',
  'submitChange',
  'approveChange',
  'publishChange',
  'rejectChange',
  'requestOnline',
  'approveOnline',
  'rejectOnline',
  'requestOffline',
  'approveOffline',
  'rejectOffline',
  'takeOffline',
] as const satisfies readonly EntryAction[];
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** Which entries: as in a search; all conditions must hold. */
export class BulkFilter {
  @Text({ zh: '关键词', max: 100, optional: true })
  q?: string;

  @OrganisationCode({ zh: '提供方代码', optional: true })
  provider?: string;

  @Choice({ zh: '发布状态', of: PUBLISH_STATES, optional: true })
  publishState?: PublishState;

  @Choice({ zh: '变更状态', of: CHANGE_STATES, optional: true })
  changeState?: ChangeState;

  @Choice({ zh: '上线状态', of: ONLINE_STATES, optional: true })
  onlineState?: OnlineState;

  @Choice({ zh: '共享类型', of: SHARE_TYPES, optional: true })
  shareType?: ShareType;
}

export class StartBulkJob {
  @Choice({ zh: '操作', of: BULK_ACTIONS, example: 'approveEntry' })
  action: BulkAction;

  @TextList({
    zh: '目录编号',
    doc: 'Either these entries, or those that `filter` finds.',
    min: 1,
    max: MOST_ROWS,
    each: { max: 36, pattern: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/ },
    optional: true,
  })
  ids?: string[];

  @Nested({
    zh: '筛选条件',
    doc: 'The entries that it finds now, at most 1,000; what comes later is not taken in.',
    of: () => BulkFilter,
    optional: true,
  })
  filter?: BulkFilter;

  @Text({ zh: '意见', max: 500, optional: true })
  comment?: string;

  @Text({
    zh: '原因',
    doc: 'Required for actions that must say why.',
    min: 2,
    max: 500,
    optional: true,
  })
  reason?: string;
}

export class BulkJobCommand {
  @Id({ zh: '批次编号' })
  id: string;
}

export const BULK_STATES = ['running', 'finished', 'cancelled'] as const;
export type BulkState = (typeof BULK_STATES)[number];

/** A job over many entries (批量办理) and how far it is. */
export class BulkJob {
  @Id({ zh: '批次编号' })
  id: string;

  @Int({ zh: '版本', min: 1, max: Number.MAX_SAFE_INTEGER })
  version: number;

  @Choice({ zh: '操作', of: BULK_ACTIONS })
  action: BulkAction;

  @Choice({ zh: '状态', of: BULK_STATES })
  state: BulkState;

  @Int({ zh: '总数', min: 0, max: MOST_ROWS })
  total: number;

  @Int({ zh: '成功', min: 0, max: MOST_ROWS })
  succeeded: number;

  @Int({ zh: '未成功', min: 0, max: MOST_ROWS })
  refused: number;

  @Int({ zh: '进度', doc: 'Percent of the rows that were tried.', min: 0, max: 100 })
  percent: number;

  @Text({ zh: '申请人', max: 200 })
  requestedBy: string;

  @Instant({ zh: '申请时间' })
  createdAt: string;

  @Instant({ zh: '结束时间', optional: true })
  finishedAt?: string;
}

export class ListBulkJobs extends PageRequest {}

export class BulkJobPage {
  @ListOf({ zh: '批次', doc: "The caller's own, newest first.", of: () => BulkJob, max: 100 })
  items: BulkJob[];

  @Text({ zh: '下一页', max: 500, optional: true })
  next?: string;
}

export const ROW_OUTCOMES = ['waiting', 'done', 'refused', 'skipped'] as const;
export type RowOutcome = (typeof ROW_OUTCOMES)[number];

/** What became of one entry of a job. `skipped`: the job was cancelled before its turn. */
export class BulkRow {
  @Int({ zh: '序号', min: 1, max: MOST_ROWS })
  number: number;

  @Id({ zh: '目录编号' })
  id: string;

  @Text({ zh: '信息资源名称', max: 200, optional: true })
  title?: string;

  @Choice({ zh: '结果', of: ROW_OUTCOMES })
  outcome: RowOutcome;

  @Int({ zh: '办理后版本', min: 1, max: Number.MAX_SAFE_INTEGER, optional: true })
  version?: number;

  @Text({ zh: '原因代码', doc: 'Code of the problem.', max: 100, optional: true })
  code?: string;

  @Text({ zh: '原因', max: 1_000, optional: true })
  because?: string;
}

export class BulkReport {
  @Nested({ zh: '批次', of: () => BulkJob })
  job: BulkJob;

  @Flag({ zh: '完整', doc: 'Every row has its outcome.' })
  complete: boolean;

  @ListOf({ zh: '逐条结果', of: () => BulkRow, max: MOST_ROWS })
  rows: BulkRow[];
}
