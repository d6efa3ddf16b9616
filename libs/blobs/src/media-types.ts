import { fileTypeFromBuffer } from 'file-type';
import { FileTypeMismatch, FileTypeRefused } from '#libs/contract-kit';
import { extensionOf } from './file-name.js';

/** What of a file is looked at to tell its type. */
export const HEAD_BYTES = 64 * 1024;

interface TakenType {
  readonly extensions: readonly string[];
  /** What the content may turn out to be; empty for text, which has no signature. */
  readonly content: readonly string[];
}

const ZIP = 'application/zip';
const CFB = 'application/x-cfb';
const OFFICE = 'application/vnd.openxmlformats-officedocument.';
const same = (type: string, ...extensions: string[]): [string, TakenType] => [
  type,
  { extensions, content: [type] },
];
/** Kept in a ZIP, whose first entries need not tell what it is. */
const zipped = (type: string, extension: string): [string, TakenType] => [
  type,
  { extensions: [extension], content: [type, ZIP] },
];
const text = (type: string, ...extensions: string[]): [string, TakenType] => [
  type,
  { extensions, content: [] },
];

/** The media types that are taken. Nothing that a browser or a system runs. */
export const TAKEN_TYPES: ReadonlyMap<string, TakenType> = new Map([
  same('application/pdf', 'pdf'),
  same('image/png', 'png'),
  same('image/jpeg', 'jpg', 'jpeg'),
  same('image/webp', 'webp'),
  same('image/tiff', 'tif', 'tiff'),
  same(ZIP, 'zip'),
  zipped('application/ofd', 'ofd'),
  zipped(`${OFFICE}wordprocessingml.document`, 'docx'),
  zipped(`${OFFICE}spreadsheetml.sheet`, 'xlsx'),
  zipped(`${OFFICE}presentationml.presentation`, 'pptx'),
  ['application/msword', { extensions: ['doc'], content: [CFB] }],
  ['application/vnd.ms-excel', { extensions: ['xls'], content: [CFB] }],
  text('text/csv', 'csv'),
  text('text/plain', 'txt', 'md', 'sql'),
  text('application/json', 'json', 'geojson'),
  ['application/xml', { extensions: ['xml'], content: ['application/xml'] }],
  ['text/xml', { extensions: ['xml'], content: ['application/xml'] }],
]);

/** The media type that a file of this name and declared type would be taken as. @throws Problem `file-type-refused` */
export function takenType(declared: string, name: string): string {
  const type = declared.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!TAKEN_TYPES.get(type)?.extensions.includes(extensionOf(name))) {
    throw FileTypeRefused.with({
      detail: {
        zh: `文件“${name}”声明的类型为 ${type || '（无）'}`,
        en: `"${name}" is declared as ${type || '(nothing)'}`,
      },
    });
  }
  return type;
}

/** Whether the first bytes agree with the type. @throws Problem `file-type-mismatch` */
export async function assertContent(type: string, head: Uint8Array): Promise<void> {
  const expected = TAKEN_TYPES.get(type)?.content ?? [];
  const found = (await fileTypeFromBuffer(head))?.mime;
  const agrees =
    expected.length === 0
      ? found === undefined && !looksBinary(head)
      : expected.includes(found ?? '') || (expected.includes('application/xml') && isPlainXml(found, head));
  if (agrees) return;
  throw FileTypeMismatch.with({
    detail: {
      zh: `声明为 ${type}，内容为 ${found ?? '未知类型'}`,
      en: `declared as ${type}, the content is ${found ?? 'of an unknown type'}`,
    },
  });
}

/** Text of any encoding in use here (UTF-8, GB 18030) has no such bytes. */
function looksBinary(head: Uint8Array): boolean {
  return head.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d);
}

function isPlainXml(found: string | undefined, head: Uint8Array): boolean {
  return (
    found === undefined &&
    !looksBinary(head) &&
    /^\ufeff?\s*</.test(new TextDecoder().decode(head.subarray(0, 64)))
  );
}
