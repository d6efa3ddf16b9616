import { Choice, Id, Int, Text } from './fields.js';

/** Outcome of the virus scan; what is infected is never kept. */
export const SCAN_OUTCOMES = ['clean', 'notScanned'] as const;

/** Largest file of any city; a deployment may set less (`FILES_MAX_BYTES`). */
export const LARGEST_FILE = 1024 ** 3;

/**
 * A file by reference (decision 12): bytes never travel in messages. Usable in any contract. Name and content
 * are what somebody gave; they are not sealed as personal data (docs/files.md).
 */
export class FileRef {
  @Id({ zh: '文件编号' })
  id: string;

  @Text({
    zh: '文件名',
    doc: 'Sanitised: no path, no control or direction marks.',
    max: 120,
    example: '供水数据样例.csv',
  })
  name: string;

  @Text({
    zh: '媒体类型',
    doc: 'Declared by the sender and agreed with by the content.',
    max: 120,
    example: 'text/csv',
  })
  mediaType: string;

  @Int({ zh: '大小', doc: 'Bytes.', min: 1, max: LARGEST_FILE, example: 1024 })
  size: number;

  @Text({
    zh: '摘要',
    doc: 'SHA-256 of the content, lower-case hexadecimal; checked whenever the whole file is read.',
    max: 64,
    pattern: /^[0-9a-f]{64}$/,
    example: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  })
  sha256: string;

  @Choice({ zh: '病毒扫描', doc: '`notScanned` where the deployment has no scanner.', of: SCAN_OUTCOMES })
  scan: (typeof SCAN_OUTCOMES)[number];
}
