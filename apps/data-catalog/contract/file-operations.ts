import {
  command,
  del,
  download,
  event,
  FileNotAvailable,
  FileRef,
  get,
  NotFound,
  post,
  query,
} from '#libs/contract-kit';
import {
  AttachEntryFile,
  DownloadEntryFile,
  EntryFileAttached,
  EntryFileCommand,
  EntryFileDetached,
  EntryFileList,
  ListEntryFiles,
} from './entry-files.dto.js';
import { EXAMPLE_FIELDS, EXAMPLE_ID } from './examples.js';
import { REVIEWERS } from './lifecycle-events.js';
import { TooManyFiles } from './problems.js';

const example = { id: EXAMPLE_ID, file: '0192f3a4-5b6c-7d8e-9f01-23456789abce' };
const FACT = {
  id: EXAMPLE_ID,
  title: EXAMPLE_FIELDS.title,
  kind: 'legalBasis' as const,
  file: {
    id: example.file,
    name: '供水条例.pdf',
    mediaType: 'application/pdf',
    size: 1024,
    sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    scan: 'clean' as const,
  },
};

/** Attachments (附件) beside the reviewed metadata: legal basis, sample, dictionary. */
export const fileOperations = {
  attachEntryFile: command({
    summary: { zh: '添加附件', en: 'Attach a file' },
    doc: 'Attaches a file that the caller uploaded (`POST /files`). Own organisation; not while the entry is in review, and not when it is revoked.',
    request: AttachEntryFile,
    reply: EntryFileList,
    problems: [FileNotAvailable, TooManyFiles],
    allow: ['catalog.editor'],
    http: post('/catalog/entries/{id}/files'),
    examples: [{ name: 'legal basis', request: { ...example, kind: 'legalBasis' as const } }],
  }),
  detachEntryFile: command({
    summary: { zh: '移除附件', en: 'Detach a file' },
    doc: 'Takes an attachment off the entry; its bytes are removed shortly after. Who attached what stays in the history.',
    request: EntryFileCommand,
    reply: EntryFileList,
    problems: [NotFound],
    allow: ['catalog.editor'],
    http: del('/catalog/entries/{id}/files/{file}'),
    examples: [{ name: 'detach', request: example }],
  }),
  listEntryFiles: query({
    summary: { zh: '附件列表', en: 'List the files of an entry' },
    doc: 'The attachments, for everybody who may see the entry.',
    request: ListEntryFiles,
    reply: EntryFileList,
    problems: [NotFound],
    allow: 'signed-in',
    http: get('/catalog/entries/{id}/files'),
    examples: [{ name: 'list', request: { id: EXAMPLE_ID } }],
  }),
  getEntryFile: query({
    summary: { zh: '附件', en: 'One file of an entry' },
    doc: 'The attachment, for everybody who may see the entry.',
    request: DownloadEntryFile,
    reply: FileRef,
    problems: [NotFound],
    allow: 'signed-in',
    http: get('/catalog/entries/{id}/files/{file}'),
    facades: [download(get('/catalog/entries/{id}/files/{file}/content'), 'The bytes of the attachment.')],
    examples: [{ name: 'one', request: example }],
  }),
};

export const fileEvents = {
  entryFileAttached: event({
    summary: { zh: '附件已添加', en: 'File attached' },
    doc: 'An uploaded file belongs to the entry now.',
    data: EntryFileAttached,
    visibleTo: REVIEWERS,
    example: FACT,
  }),
  entryFileDetached: event({
    summary: { zh: '附件已移除', en: 'File detached' },
    doc: 'The file no longer belongs to the entry; its bytes go.',
    data: EntryFileDetached,
    visibleTo: REVIEWERS,
    example: FACT,
  }),
};
