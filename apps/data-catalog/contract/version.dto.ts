import { DateText, Id, Instant, Int, ListOf, Nested, Text, TextList } from '#libs/contract-kit';
import { IssuedCode } from './entry.dto.js';
import { EntryFields } from './entry-fields.dto.js';

export class ListVersions {
  @Id({ zh: '目录编号' })
  id: string;
}

export class GetVersion {
  @Id({ zh: '目录编号' })
  id: string;

  @Int({ zh: '发布版本号', min: 1, max: 1_000_000, example: 1 })
  number: number;
}

export class GetVersionAsOf {
  @Id({ zh: '目录编号' })
  id: string;

  @DateText({ zh: '日期', doc: 'The version that held at the end of this day, Asia/Shanghai.' })
  date: string;
}

/** A published version of an entry, without its content. */
export class VersionSummary {
  @Int({ zh: '发布版本号', min: 1, max: 1_000_000 })
  number: number;

  @Text({ zh: '信息资源名称', max: 200 })
  title: string;

  @DateText({ zh: '生效日期', doc: 'Day of publication, Asia/Shanghai; it holds from then on.' })
  effectiveOn: string;

  @DateText({
    zh: '失效日期',
    doc: 'Day on which the next version or the revocation took effect.',
    optional: true,
  })
  replacedOn?: string;

  @Instant({ zh: '发布时间' })
  publishedAt: string;

  @Text({ zh: '发布人', max: 200 })
  publishedBy: string;

  @Text({ zh: '变更原因', max: 500, optional: true })
  reason?: string;

  @TextList({
    zh: '变动的字段',
    doc: 'Against the version before.',
    max: 50,
    each: { max: 50 },
    optional: true,
  })
  changed?: string[];
}

export class VersionList {
  @Id({ zh: '目录编号' })
  id: string;

  @ListOf({ zh: '版本', doc: 'Newest first.', of: () => VersionSummary, max: 10_000 })
  versions: VersionSummary[];
}

/** A published version as it was (历史版本). */
export class EntryVersion extends VersionSummary {
  @Id({ zh: '目录编号' })
  id: string;

  @Nested({ zh: '元数据', of: () => EntryFields })
  fields: EntryFields;

  @ListOf({ zh: '信息资源代码', of: () => IssuedCode, max: 10 })
  codes: IssuedCode[];
}
