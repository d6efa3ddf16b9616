import {
  Choice,
  DateText,
  Flag,
  Instant,
  Int,
  ListOf,
  Nested,
  OrganisationCode,
  Text,
  TextList,
} from '#libs/contract-kit';
import { Name, type Organisation } from './directory.dto.js';

const KINDS = ['department', 'enterprise', 'committee', 'court', 'other'];

/** What every change of an organisation says: which one, since when, by which decision. */
export class OrganisationChange {
  @OrganisationCode({ zh: '统一社会信用代码' })
  code: string;

  @DateText({
    zh: '生效日期',
    doc: 'Calendar date in Asia/Shanghai; today when absent. Not in the future, and not before the change that came last.',
    optional: true,
  })
  effectiveOn?: string;

  @Text({
    zh: '依据',
    doc: 'The decision that orders it (机构改革方案、批复文号).',
    max: 500,
    example: '日编发〔2026〕12号',
  })
  legalBasis: string;
}

export class RenameOrganisation extends OrganisationChange {
  @Nested({ zh: '新名称', of: () => Name })
  name: Name;
}

/** What is given is changed; at least one field. */
export class AmendOrganisation extends OrganisationChange {
  @Text({ zh: '行政区划代码', max: 6, pattern: /^\d{6}$/, optional: true })
  division?: string;

  @Choice({ zh: '机构类别', of: KINDS, optional: true })
  kind?: Organisation['kind'];

  @OrganisationCode({ zh: '上级单位', optional: true })
  parent?: string;

  @Flag({ zh: '无上级单位', doc: 'Takes the parent away; not together with `parent`.', optional: true })
  topLevel?: boolean;
}

export class MergeOrganisation extends OrganisationChange {
  @OrganisationCode({ zh: '并入单位' })
  into: string;
}

export class SplitOrganisation extends OrganisationChange {
  @TextList({
    zh: '分设单位',
    doc: 'Registered already.',
    min: 2,
    max: 20,
    each: { max: 18, pattern: /^[0-9A-Z]{18}$/ },
  })
  into: string[];

  @OrganisationCode({
    zh: '承接单位',
    doc: 'The one of `into` that takes over people, entries and duties that nobody has assigned otherwise.',
  })
  heir: string;
}

export class DissolveOrganisation extends OrganisationChange {}

export class ReinstateOrganisation extends OrganisationChange {}

/** How an organisation was on a date. */
export class GetOrganisationAsOf {
  @OrganisationCode({ zh: '统一社会信用代码' })
  code: string;

  @DateText({ zh: '日期' })
  on: string;
}

export class GetOrganisationHistory {
  @OrganisationCode({ zh: '统一社会信用代码' })
  code: string;
}

/** One field before and after; absent means that it had no value. */
export class FieldChange {
  @Text({ zh: '字段', doc: 'Path in the organisation, `/name/zh`.', max: 100 })
  path: string;

  @Text({ zh: '变更前', max: 500, optional: true })
  before?: string;

  @Text({ zh: '变更后', max: 500, optional: true })
  after?: string;
}

export class OrganisationStep {
  @Int({ zh: '版本', min: 1, max: Number.MAX_SAFE_INTEGER })
  version: number;

  @Text({ zh: '事件', doc: 'Name of the event.', max: 100 })
  event: string;

  @Instant({ zh: '登记时间' })
  at: string;

  @Text({ zh: '办理人', max: 200 })
  actor: string;

  @Text({ zh: '代办委托人', max: 200, optional: true })
  onBehalfOf?: string;

  @DateText({ zh: '生效日期', optional: true })
  effectiveOn?: string;

  @Text({ zh: '依据', max: 500, optional: true })
  legalBasis?: string;

  @ListOf({ zh: '变更内容', of: () => FieldChange, max: 50 })
  changes: FieldChange[];
}

export class OrganisationHistory {
  @OrganisationCode({ zh: '统一社会信用代码' })
  code: string;

  @ListOf({ zh: '沿革', doc: 'Oldest first; the last 500.', of: () => OrganisationStep, max: 500 })
  steps: OrganisationStep[];
}

/** Facts that every event of a change carries. */
export class OrganisationChanged {
  @OrganisationCode({ zh: '统一社会信用代码' })
  code: string;

  @DateText({ zh: '生效日期' })
  effectiveOn: string;

  @Text({ zh: '依据', max: 500 })
  legalBasis: string;
}

export class OrganisationRenamed extends OrganisationChanged {
  @Nested({ zh: '新名称', of: () => Name })
  name: Name;

  @Nested({ zh: '原名称', of: () => Name })
  previousName: Name;
}

export class OrganisationAmended extends OrganisationChanged {
  @Text({ zh: '行政区划代码', max: 6 })
  division: string;

  @Choice({ zh: '机构类别', of: KINDS })
  kind: Organisation['kind'];

  @OrganisationCode({ zh: '上级单位', optional: true })
  parent?: string;
}

/** Carries the successor's name, so that a reader of events needs nothing else. */
export class OrganisationMerged extends OrganisationChanged {
  @OrganisationCode({ zh: '并入单位' })
  into: string;

  @Nested({ zh: '并入单位名称', of: () => Name })
  intoName: Name;
}

export class OrganisationSplitUp extends OrganisationChanged {
  @TextList({ zh: '分设单位', max: 20, each: { max: 18 } })
  into: string[];

  @OrganisationCode({ zh: '承接单位' })
  heir: string;

  @Nested({ zh: '承接单位名称', of: () => Name })
  heirName: Name;
}
