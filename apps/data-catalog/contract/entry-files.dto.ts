import { Choice, FileRef, Flag, Id, Instant, ListOf, Nested, Text } from '#libs/contract-kit';

/** What an attachment of an entry is. */
export const FILE_KINDS = ['legalBasis', 'sample', 'dictionary', 'other'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** Attachments of one entry. */
export const MOST_FILES = 20;

export class AttachEntryFile {
  @Id({ zh: '目录编号' })
  id: string;

  @Id({ zh: '文件编号', doc: 'As the upload (`POST /files`) answered; uploaded by the caller.' })
  file: string;

  @Choice({ zh: '附件类别', of: FILE_KINDS, example: 'legalBasis' })
  kind: FileKind;
}

export class EntryFileCommand {
  @Id({ zh: '目录编号' })
  id: string;

  @Id({ zh: '文件编号' })
  file: string;
}

export class ListEntryFiles {
  @Id({ zh: '目录编号' })
  id: string;
}

export class DownloadEntryFile extends EntryFileCommand {}

/** An attachment of an entry (附件). */
export class EntryFile {
  @Nested({ zh: '文件', of: () => FileRef })
  file: FileRef;

  @Choice({ zh: '附件类别', of: FILE_KINDS })
  kind: FileKind;

  @Text({ zh: '上传人', max: 200 })
  attachedBy: string;

  @Instant({ zh: '上传时间' })
  attachedAt: string;
}

export class EntryFileList {
  @Id({ zh: '目录编号' })
  id: string;

  @ListOf({ zh: '附件', of: () => EntryFile, max: MOST_FILES })
  files: EntryFile[];

  @Flag({ zh: '可否增减', doc: 'Whether this caller may attach and detach now.' })
  mayChange: boolean;
}

export class EntryFileAttached {
  @Id({ zh: '目录编号' })
  id: string;

  @Text({ zh: '信息资源名称', max: 200 })
  title: string;

  @Nested({ zh: '文件', of: () => FileRef })
  file: FileRef;

  @Choice({ zh: '附件类别', of: FILE_KINDS })
  kind: FileKind;
}

export class EntryFileDetached extends EntryFileAttached {}
