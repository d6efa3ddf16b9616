import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const ZEROS = Buffer.alloc(64 * 1024);

/** Every form in which a value could stand in a file, and what the form is. */
export function formsOf(value: string): [string, Buffer][] {
  const utf8 = Buffer.from(value, 'utf8');
  const forms: [string, Buffer][] = [
    ['utf-8', utf8],
    ['utf-16le', Buffer.from(value, 'utf16le')],
    ['utf-16be', Buffer.from(value, 'utf16le').swap16()],
    ['hex', Buffer.from(utf8.toString('hex'))],
    ['HEX', Buffer.from(utf8.toString('hex').toUpperCase())],
    ['percent', Buffer.from(encodeURIComponent(value))],
    ['json escape', Buffer.from(escaped(value))],
  ];
  // Inside a longer base64 text a value stands in one of three ways, by its place modulo 3.
  for (const shift of [0, 1, 2]) {
    const text = Buffer.concat([Buffer.alloc(shift), utf8]).toString('base64');
    const start = [0, 2, 3][shift] ?? 0;
    const end = Math.floor(((shift + utf8.length) * 8) / 6);
    const inner = text.slice(start, end);
    forms.push([`base64+${shift}`, Buffer.from(inner)]);
    forms.push([`base64url+${shift}`, Buffer.from(inner.replaceAll('+', '-').replaceAll('/', '_'))]);
  }
  for (const algorithm of ['sha256', 'sha1', 'md5', 'sha512']) {
    const digest = createHash(algorithm).update(utf8).digest();
    forms.push([algorithm, digest]);
    for (const encoding of ['hex', 'base64', 'base64url'] as const)
      forms.push([`${algorithm} ${encoding}`, Buffer.from(digest.toString(encoding).replace(/=+$/, ''))]);
  }
  return forms.filter(([, bytes], index) => !forms.slice(0, index).some(([, other]) => other.equals(bytes)));
}

/** Where one of the values stands in a file below the folders, in any form: `file: value as form`. */
export async function scanFiles(folders: readonly string[], values: readonly string[]): Promise<string[]> {
  const sought = values.flatMap((value) => formsOf(value).map(([form, bytes]) => ({ value, form, bytes })));
  const found: string[] = [];
  let files = 0;
  for (const folder of folders)
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      files++;
      const path = join(entry.parentPath, entry.name);
      const content = withoutZeros(await readFile(path));
      for (const { value, form, bytes } of sought)
        if (content.includes(bytes)) found.push(`${path}: ${value} as ${form}`);
    }
  if (files === 0) throw new Error('nothing was scanned');
  return found;
}

/** Journals are made at their full length: the zeros behind the last byte need no search. */
function withoutZeros(content: Buffer): Buffer {
  let end = content.length;
  while (end >= ZEROS.length && content.subarray(end - ZEROS.length, end).equals(ZEROS)) end -= ZEROS.length;
  return content.subarray(0, end);
}

function escaped(value: string): string {
  return [...value]
    .map((letter) =>
      letter.charCodeAt(0) < 128
        ? letter
        : [...Array(letter.length).keys()]
            .map((at) => `\\u${letter.charCodeAt(at).toString(16).padStart(4, '0')}`)
            .join(''),
    )
    .join('');
}
