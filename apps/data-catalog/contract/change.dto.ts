import { Choice, Id, Instant, Int, Nested, Text } from '#libs/contract-kit';
import { DenyBasis, EntryFields } from './entry-fields.dto.js';
import { CHANGE_KINDS, CHANGE_STATES, type ChangeKind, type ChangeState } from './lifecycle.js';

/** Legal basis (依据): a law, administrative regulation, or decision, and its article. */
export class LegalBasis extends DenyBasis {}

/** Begins a change of a published entry (变更申请). */
export class OpenChange {
  @Id({ zh: '目录编号' })
  id: string;

  @Text({ zh: '变更原因', min: 2, max: 500, example: '新增信息项，补充统计口径' })
  reason: string;

  @Nested({
    zh: '元数据',
    doc: 'All fields as they shall be; without it the working copy begins as the published version.',
    of: () => EntryFields,
    optional: true,
  })
  fields?: EntryFields;
}

export class AmendChange {
  @Id({ zh: '目录编号' })
  id: string;

  @Text({ zh: '变更原因', min: 2, max: 500, optional: true })
  reason?: string;

  @Nested({ zh: '元数据', doc: 'All fields of the working copy.', of: () => EntryFields })
  fields: EntryFields;
}

/** A step of a change or of the online machine that needs nothing but the entry. */
export class LifecycleCommand {
  @Id({ zh: '目录编号' })
  id: string;

  @Text({ zh: '意见', max: 500, optional: true, example: '同意' })
  comment?: string;
}

/** A step that must say why. */
export class ReasonedCommand {
  @Id({ zh: '目录编号' })
  id: string;

  @Text({ zh: '原因', min: 2, max: 500, example: '来源系统停用' })
  reason: string;
}

/** Asks for the revocation of a published entry (撤销). */
export class RequestRevocation {
  @Id({ zh: '目录编号' })
  id: string;

  @Text({ zh: '撤销原因', min: 2, max: 500, example: '职责调整，该数据不再采集' })
  reason: string;

  @Nested({ zh: '撤销依据', of: () => LegalBasis })
  basis: LegalBasis;
}

/** The change in hand beside a published entry. There is at most one. */
export class ChangeRequest {
  @Choice({ zh: '类别', of: CHANGE_KINDS })
  kind: ChangeKind;

  @Choice({ zh: '变更状态', of: CHANGE_STATES })
  state: ChangeState;

  @Text({ zh: '原因', max: 500 })
  reason: string;

  @Int({ zh: '基于版本', doc: 'Number of the published version that it changes.', min: 1, max: 1_000_000 })
  basedOn: number;

  @Nested({ zh: '元数据', doc: 'The working copy of an amendment.', of: () => EntryFields, optional: true })
  fields?: EntryFields;

  @Nested({ zh: '依据', doc: 'Legal basis of a revocation.', of: () => LegalBasis, optional: true })
  basis?: LegalBasis;

  @Int({ zh: '完整度', min: 0, max: 100, optional: true })
  completeness?: number;

  @Text({ zh: '申请人', doc: '`person:<id>`.', max: 200 })
  author: string;

  @Text({ zh: '驳回原因', max: 500, optional: true })
  rejection?: string;

  @Instant({ zh: '申请时间' })
  openedAt: string;
}
