import { Int, Text } from './fields.js';

/** Fields of every request for a page. Paging is by cursor, so that new objects never shift a page. */
export class PageRequest {
  @Int({ zh: '每页条数', doc: 'Entries a page.', min: 1, max: 100, optional: true, example: 20 })
  limit?: number;

  @Text({
    zh: '游标',
    doc: '`next` of the page before.',
    max: 500,
    optional: true,
    pattern: /^[A-Za-z0-9_-]+$/,
  })
  cursor?: string;
}

export const DEFAULT_PAGE = 20;

/** Makes an opaque cursor of the sort keys of the last row. */
export function encodeCursor(keys: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/** Reads a cursor; `undefined` when it was not made by `encodeCursor`. */
export function decodeCursor(cursor: string): (string | number)[] | undefined {
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(keys) && keys.every((key) => typeof key === 'string' || typeof key === 'number'))
      return keys;
  } catch {
    // not ours: the caller answers with invalid-request
  }
  return undefined;
}
