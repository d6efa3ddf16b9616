import { Choice, Id, Int, ListOf, Nested, Text, TextList } from '#libs/contract-kit';
import { BULK_ACTIONS, type BulkAction, BulkRow } from './bulk.dto.js';
import { LegalBasis } from './change.dto.js';
import { CLASSIFICATION_CODE, ClassificationName } from './classification.dto.js';
import { IssuedCode, Provider } from './entry.dto.js';
import { EntryFields } from './entry-fields.dto.js';

/** Who wrote what a step is about, so that they can be told; the provider is the event's `organisation`. */
const WRITERS = {
  zh: '编制人',
  doc: 'Subjects of those who wrote what the step is about; absent in events of the first release.',
  max: 100,
  each: { max: 200 },
  optional: true,
} as const;

/** A draft was begun; carries all that it holds, so that a reader of events needs nothing else. */
export class EntryRegistered {
  @Id({ zh: '目录编号' })
  id: string;

  @Nested({ zh: '信息资源提供方', of: () => Provider })
  provider: Provider;

  @Nested({ zh: '元数据', of: () => EntryFields })
  fields: EntryFields;
}

export class EntryAmended {
  @Id({ zh: '目录编号' })
  id: string;

  @Nested({ zh: '元数据', doc: 'All fields after the change.', of: () => EntryFields })
  fields: EntryFields;
}

/** A step without further facts: submitted, withdrawn, approved. */
export class EntryStepTaken {
  @Id({ zh: '目录编号' })
  id: string;

  @Text({ zh: '信息资源名称', max: 200 })
  title: string;

  @Text({ zh: '意见', max: 500, optional: true })
  comment?: string;

  @TextList(WRITERS)
  writers?: string[];
}

export class EntryRejected {
  @Id({ zh: '目录编号' })
  id: string;

  @Text({ zh: '信息资源名称', max: 200 })
  title: string;

  @Text({ zh: '驳回原因', max: 500 })
  reason: string;

  @TextList(WRITERS)
  writers?: string[];
}

export class EntryPublished {
  @Id({ zh: '目录编号' })
  id: string;

  @Text({ zh: '信息资源名称', max: 200 })
  title: string;

  @ListOf({ zh: '信息资源代码', of: () => IssuedCode, min: 1, max: 10 })
  codes: IssuedCode[];

  @Text({ zh: '意见', max: 500, optional: true })
  comment?: string;

  @TextList(WRITERS)
  writers?: string[];
}

/** A step that had to say why: a rejection, a request to go offline. */
export class EntryStepReasoned {
  @Id({ zh: '目录编号' })
  id: string;

  @Text({ zh: '信息资源名称', max: 200 })
  title: string;

  @Text({ zh: '原因', max: 500 })
  reason: string;

  @TextList(WRITERS)
  writers?: string[];
}

export class EntryChangeOpened {
  @Id({ zh: '目录编号' })
  id: string;

  @Text({ zh: '信息资源名称', max: 200 })
  title: string;

  @Text({ zh: '变更原因', max: 500 })
  reason: string;

  @Nested({ zh: '元数据', doc: 'The working copy as it begins.', of: () => EntryFields })
  fields: EntryFields;

  @TextList(WRITERS)
  writers?: string[];
}

export class EntryChangeAmended {
  @Id({ zh: '目录编号' })
  id: string;

  @Text({ zh: '变更原因', max: 500, optional: true })
  reason?: string;

  @Nested({ zh: '元数据', doc: 'All fields of the working copy after the change.', of: () => EntryFields })
  fields: EntryFields;
}

/** A new version holds from now on; the one before is kept. */
export class EntryChangePublished {
  @Id({ zh: '目录编号' })
  id: string;

  @Int({ zh: '发布版本号', min: 2, max: 1_000_000 })
  number: number;

  @Text({ zh: '信息资源名称', max: 200 })
  title: string;

  @Text({ zh: '变更原因', max: 500 })
  reason: string;

  @Nested({ zh: '元数据', of: () => EntryFields })
  fields: EntryFields;

  @ListOf({ zh: '信息资源代码', of: () => IssuedCode, min: 1, max: 10 })
  codes: IssuedCode[];

  @Text({ zh: '意见', max: 500, optional: true })
  comment?: string;

  @TextList(WRITERS)
  writers?: string[];
}

export class EntryRevocationRequested {
  @Id({ zh: '目录编号' })
  id: string;

  @Text({ zh: '信息资源名称', max: 200 })
  title: string;

  @Text({ zh: '撤销原因', max: 500 })
  reason: string;

  @Nested({ zh: '撤销依据', of: () => LegalBasis })
  basis: LegalBasis;

  @TextList(WRITERS)
  writers?: string[];
}

/** The entry no longer holds. Its codes stay with it and are given to no other. */
export class EntryRevoked extends EntryRevocationRequested {
  @ListOf({ zh: '信息资源代码', of: () => IssuedCode, min: 1, max: 10 })
  codes: IssuedCode[];

  @Text({ zh: '意见', max: 500, optional: true })
  comment?: string;
}

/** How an entry came to be offline. */
export const WAYS_OFFLINE = ['approved', 'atOnce', 'revoked'] as const;

export class EntryTakenOffline extends EntryStepReasoned {
  @Choice({
    zh: '方式',
    doc: 'After a request, at once by the data authority, or with its revocation.',
    of: WAYS_OFFLINE,
  })
  how: (typeof WAYS_OFFLINE)[number];
}

/** A job over many entries was accepted, with all that it needs to go on. */
export class BulkJobStarted {
  @Id({ zh: '批次编号' })
  id: string;

  @Choice({ zh: '操作', of: BULK_ACTIONS })
  action: BulkAction;

  @TextList({ zh: '目录编号', max: 1_000, each: { max: 36 } })
  ids: string[];

  @Text({ zh: '意见或原因', max: 500, optional: true })
  words?: string;

  @TextList({
    zh: '申请人的角色',
    doc: 'As they were then; each row acts with them.',
    max: 100,
    each: { max: 100 },
  })
  roles: string[];
}

export class BulkJobProgressed {
  @Id({ zh: '批次编号' })
  id: string;

  @ListOf({ zh: '逐条结果', of: () => BulkRow, min: 1, max: 100 })
  rows: BulkRow[];
}

export class BulkJobEnded {
  @Id({ zh: '批次编号' })
  id: string;

  @Int({ zh: '成功', min: 0, max: 1_000 })
  succeeded: number;

  @Int({ zh: '未成功', min: 0, max: 1_000 })
  refused: number;

  @Int({ zh: '总数', min: 0, max: 1_000 })
  total: number;
}

export class ClassificationDefined {
  @Text({ zh: '分类代码', max: 30, pattern: CLASSIFICATION_CODE })
  code: string;

  @Nested({ zh: '名称', of: () => ClassificationName })
  name: ClassificationName;
}
