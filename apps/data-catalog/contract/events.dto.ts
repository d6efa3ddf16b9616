import { Id, ListOf, Nested, Text, TextList } from '#libs/contract-kit';
import { CLASSIFICATION_CODE, ClassificationName } from './classification.dto.js';
import { IssuedCode, Provider } from './entry.dto.js';
import { EntryFields } from './entry-fields.dto.js';

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
}

export class EntryRejected {
  @Id({ zh: '目录编号' })
  id: string;

  @Text({ zh: '信息资源名称', max: 200 })
  title: string;

  @Text({ zh: '驳回原因', max: 500 })
  reason: string;

  @TextList({
    zh: '编制人',
    doc: 'Subjects of those who wrote the fields; absent in events of the first release.',
    max: 100,
    each: { max: 200 },
    optional: true,
  })
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

  @TextList({
    zh: '编制人',
    doc: 'Subjects of those who wrote the fields; absent in events of the first release.',
    max: 100,
    each: { max: 200 },
    optional: true,
  })
  writers?: string[];
}

export class ClassificationDefined {
  @Text({ zh: '分类代码', max: 30, pattern: CLASSIFICATION_CODE })
  code: string;

  @Nested({ zh: '名称', of: () => ClassificationName })
  name: ClassificationName;
}
