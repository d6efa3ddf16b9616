import {
  Choice,
  DateText,
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
import {
  EntryFields,
  FRONT_SEGMENT,
  GRADES,
  type Grade,
  RESOURCE_CODE,
  SHARE_TYPES,
  type ShareType,
} from './entry-fields.dto.js';

/** States of the publish machine (decision 20); the first slice walks draft … published. */
export const PUBLISH_STATES = ['draft', 'submitted', 'deptApproved', 'published', 'rejected'] as const;
export type PublishState = (typeof PUBLISH_STATES)[number];

/** What may be done to an entry; each is the name of an operation. */
export const ENTRY_ACTIONS = [
  'amendEntry',
  'submitEntry',
  'withdrawEntry',
  'approveEntry',
  'publishEntry',
  'rejectEntry',
] as const;
export type EntryAction = (typeof ENTRY_ACTIONS)[number];

export class RegisterEntry extends EntryFields {}

export class AmendEntry extends EntryFields {
  @Id({ zh: '目录编号' })
  id: string;
}

/** A command that needs nothing but the entry. */
export class EntryCommand {
  @Id({ zh: '目录编号' })
  id: string;

  @Text({ zh: '意见', max: 500, optional: true, example: '同意' })
  comment?: string;
}

export class RejectEntry {
  @Id({ zh: '目录编号' })
  id: string;

  @Text({ zh: '驳回原因', min: 2, max: 500, example: '信息项缺少更新时间' })
  reason: string;
}

export class GetEntry {
  @Id({ zh: '目录编号' })
  id: string;
}

export class GetEntryByCode {
  @Text({ zh: '信息资源代码', max: 41, pattern: RESOURCE_CODE, example: '307013371100000000000101/000001' })
  code: string;
}

/** Provider of an entry (信息资源提供方), resolved from the directory. */
export class Provider {
  @OrganisationCode({ zh: '提供方代码' })
  code: string;

  @Text({ zh: '提供方名称', max: 200 })
  name: string;
}

/** A resource code that the entry holds; one for each classification. */
export class IssuedCode {
  @Text({ zh: '分类', max: 30, pattern: FRONT_SEGMENT })
  classification: string;

  @Text({ zh: '信息资源代码', max: 41, pattern: RESOURCE_CODE })
  code: string;

  @Flag({ zh: '主代码' })
  primary: boolean;
}

/** A catalog entry (目录) as readers see it. */
export class Entry {
  @Id({ zh: '目录编号' })
  id: string;

  @Int({ zh: '版本', doc: 'For If-Match.', min: 1, max: Number.MAX_SAFE_INTEGER })
  version: number;

  @Choice({ zh: '发布状态', of: PUBLISH_STATES })
  publishState: PublishState;

  @Nested({ zh: '信息资源提供方', of: () => Provider })
  provider: Provider;

  @OrganisationCode({
    zh: '原提供方代码',
    doc: 'The organisation that first provided it, when another took over since.',
    optional: true,
  })
  origin?: string;

  @Nested({
    zh: '发布时的提供方',
    doc: 'By the name it had then; `provider` has the present one.',
    of: () => Provider,
    optional: true,
  })
  publishedProvider?: Provider;

  @Nested({ zh: '元数据', of: () => EntryFields })
  fields: EntryFields;

  @ListOf({
    zh: '信息资源代码',
    doc: 'Issued on publication, never changed, never reused.',
    of: () => IssuedCode,
    max: 10,
  })
  codes: IssuedCode[];

  @Choice({ zh: '数据级别', doc: 'The highest of its items (就高).', of: GRADES, optional: true })
  grade?: Grade;

  @Int({ zh: '完整度', doc: 'Percent of the mandatory fields that are filled.', min: 0, max: 100 })
  completeness: number;

  @DateText({ zh: '发布日期', optional: true })
  publishedOn?: string;

  @Text({ zh: '编制人', doc: '`person:<id>`.', max: 200 })
  author: string;

  @Text({ zh: '驳回原因', doc: 'Why it was rejected last.', max: 500, optional: true })
  rejection?: string;

  @Instant({ zh: '创建时间' })
  createdAt: string;

  @Instant({ zh: '更新时间' })
  updatedAt: string;
}

/** A row of the list. */
export class EntrySummary {
  @Id({ zh: '目录编号' })
  id: string;

  @Int({ zh: '版本', min: 1, max: Number.MAX_SAFE_INTEGER })
  version: number;

  @Text({ zh: '信息资源名称', max: 200 })
  title: string;

  @Nested({ zh: '信息资源提供方', of: () => Provider })
  provider: Provider;

  @Choice({ zh: '发布状态', of: PUBLISH_STATES })
  publishState: PublishState;

  @Choice({ zh: '共享类型', of: SHARE_TYPES, optional: true })
  shareType?: ShareType;

  @Text({ zh: '信息资源代码', doc: 'The primary code.', max: 41, optional: true })
  code?: string;

  @Int({ zh: '完整度', min: 0, max: 100 })
  completeness: number;

  @Instant({ zh: '更新时间' })
  updatedAt: string;
}

export class SearchEntries extends PageRequest {
  @Text({
    zh: '关键词',
    doc: 'Found in title, abstract and item names; every word must occur. Chinese needs no spaces.',
    max: 100,
    optional: true,
    example: '供水',
  })
  q?: string;

  @OrganisationCode({ zh: '提供方代码', optional: true })
  provider?: string;

  @Choice({ zh: '发布状态', of: PUBLISH_STATES, optional: true })
  publishState?: PublishState;

  @Choice({ zh: '共享类型', of: SHARE_TYPES, optional: true })
  shareType?: ShareType;

  @Text({
    zh: '分类',
    doc: 'Entries in this node or below it.',
    max: 30,
    pattern: /^[123][0-9A-Z]{0,29}$/,
    optional: true,
  })
  classification?: string;
}

export class EntryPage {
  @ListOf({ zh: '目录', of: () => EntrySummary, max: 100 })
  items: EntrySummary[];

  @Text({ zh: '下一页', max: 500, optional: true })
  next?: string;

  @Int({ zh: '总数', doc: 'Counted up to 1,000.', min: 0, max: 1000 })
  total: number;

  @Flag({ zh: '总数超过上限', doc: 'There are more than `total` says.' })
  more: boolean;
}

/** What the caller may do to the entry now, and why not the rest. */
export class EntryActionState {
  @Choice({ zh: '操作', of: ENTRY_ACTIONS })
  action: EntryAction;

  @Flag({ zh: '可执行' })
  allowed: boolean;

  @Text({
    zh: '不可执行的原因',
    doc: 'Code of the problem that the operation would give.',
    max: 100,
    optional: true,
  })
  because?: string;
}

export class EntryActions {
  @Id({ zh: '目录编号' })
  id: string;

  @Int({ zh: '版本', min: 1, max: Number.MAX_SAFE_INTEGER })
  version: number;

  @ListOf({ zh: '操作', of: () => EntryActionState, max: 20 })
  actions: EntryActionState[];

  @TextList({
    zh: '待补充的必填项',
    doc: 'JSON pointers of mandatory fields that are not filled.',
    max: 50,
    each: { max: 100 },
  })
  missing: string[];
}

/** One transition of an entry (办理记录). */
export class EntryStep {
  @Int({ zh: '版本', min: 1, max: Number.MAX_SAFE_INTEGER })
  version: number;

  @Text({ zh: '事件', doc: 'Name of the event.', max: 100 })
  event: string;

  @Instant({ zh: '时间' })
  at: string;

  @Text({ zh: '办理人', doc: '`person:<id>`.', max: 200 })
  actor: string;

  @OrganisationCode({ zh: '办理单位', optional: true })
  organisation?: string;

  @Text({ zh: '意见', max: 500, optional: true })
  comment?: string;
}

export class EntryHistory {
  @Id({ zh: '目录编号' })
  id: string;

  @ListOf({ zh: '办理记录', doc: 'Oldest first; the last 500.', of: () => EntryStep, max: 500 })
  steps: EntryStep[];
}
