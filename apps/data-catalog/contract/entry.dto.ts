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
import { ChangeRequest, LegalBasis } from './change.dto.js';
import {
  EntryFields,
  FRONT_SEGMENT,
  GRADES,
  type Grade,
  RESOURCE_CODE,
  SHARE_TYPES,
  type ShareType,
} from './entry-fields.dto.js';
import { ActionForm } from './forms.dto.js';
import {
  ALL_ACTIONS,
  CHANGE_STATES,
  type ChangeState,
  type EntryAction,
  MACHINES,
  type Machine,
  ONLINE_STATES,
  type OnlineState,
  PUBLISH_STATES,
  type PublishState,
} from './lifecycle.js';

export {
  ENTRY_ACTIONS,
  type EntryAction,
  PUBLISH_STATES,
  type PublishState,
} from './lifecycle.js';

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

/** What remains to be read of a revoked entry (已撤销目录). */
export class Tombstone {
  @Text({ zh: '撤销原因', max: 500 })
  reason: string;

  @Nested({ zh: '撤销依据', of: () => LegalBasis })
  basis: LegalBasis;

  @DateText({ zh: '撤销日期' })
  revokedOn: string;
}

/**
 * A catalog entry (目录) as readers see it. `fields` is what holds: before publication the draft, afterwards the
 * published version, whatever change is in hand.
 */
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

  @Int({
    zh: '发布版本号',
    doc: 'Number of the published version, from 1.',
    min: 1,
    max: 1_000_000,
    optional: true,
  })
  publishedVersion?: number;

  @Nested({
    zh: '变更申请',
    doc: 'The change or revocation in hand; for the provider and reviewers only.',
    of: () => ChangeRequest,
    optional: true,
  })
  change?: ChangeRequest;

  @Choice({
    zh: '上线状态',
    doc: 'State of the online machine. Reviews in hand are shown to the provider and reviewers only; others see the state that still holds.',
    of: ONLINE_STATES,
  })
  onlineState: OnlineState;

  @Text({ zh: '下线原因', doc: 'Why it was taken offline, or is to be.', max: 500, optional: true })
  onlineReason?: string;

  @Flag({ zh: '可用', doc: 'Published and online: its data may be asked for.' })
  available: boolean;

  @Nested({ zh: '撤销信息', of: () => Tombstone, optional: true })
  tombstone?: Tombstone;

  @ListOf({
    zh: '停用的信息资源代码',
    doc: 'Codes of classifications that the entry no longer has; they still lead here and are given to no other.',
    of: () => IssuedCode,
    max: 100,
    optional: true,
  })
  retiredCodes?: IssuedCode[];

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

  @Int({ zh: '发布版本号', min: 1, max: 1_000_000, optional: true })
  publishedVersion?: number;

  @Choice({
    zh: '变更状态',
    doc: 'State of the change in hand; for the provider and reviewers only.',
    of: CHANGE_STATES,
    optional: true,
  })
  changeState?: ChangeState;

  @Choice({ zh: '上线状态', of: ONLINE_STATES })
  onlineState: OnlineState;

  @Flag({ zh: '可用', doc: 'Published and online.' })
  available: boolean;

  @Instant({ zh: '更新时间' })
  updatedAt: string;
}

/** Conditions of a search; all must hold. */
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

  @Choice({
    zh: '发布状态',
    doc: '`published` also finds entries whose change is in review: their published version still holds.',
    of: PUBLISH_STATES,
    optional: true,
  })
  publishState?: PublishState;

  @Choice({
    zh: '变更状态',
    doc: 'Entries with a change in hand in this state, of those whose changes the caller may see.',
    of: CHANGE_STATES,
    optional: true,
  })
  changeState?: ChangeState;

  @Choice({
    zh: '上线状态',
    doc: 'Reviews in hand are found among the entries of the own organisation, or by reviewers.',
    of: ONLINE_STATES,
    optional: true,
  })
  onlineState?: OnlineState;

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
  @Choice({ zh: '操作', doc: 'Name of the operation.', of: ALL_ACTIONS })
  action: EntryAction;

  @Choice({ zh: '状态机', doc: 'Which machine the action moves.', of: MACHINES })
  machine: Machine;

  @Flag({ zh: '可执行' })
  allowed: boolean;

  @Nested({
    zh: '表单',
    doc: 'What the operation asks for, when it is allowed.',
    of: () => ActionForm,
    optional: true,
  })
  form?: ActionForm;

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

  @ListOf({ zh: '操作', of: () => EntryActionState, max: 50 })
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

  @TextList({
    zh: '变动的字段',
    doc: 'Names of the fields that this step changed, in the working copy or in what is published; `compareEntry` from `@<version − 1>` to `@<version>` shows how.',
    max: 50,
    each: { max: 50 },
    optional: true,
  })
  changed?: string[];
}

export class EntryHistory {
  @Id({ zh: '目录编号' })
  id: string;

  @ListOf({ zh: '办理记录', doc: 'Oldest first; the last 500.', of: () => EntryStep, max: 500 })
  steps: EntryStep[];
}
