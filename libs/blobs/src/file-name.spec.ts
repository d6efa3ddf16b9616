import { describe, expect, test } from '@jest/globals';
import { parse } from 'content-disposition';
import fc from 'fast-check';
import { attachmentHeader, extensionOf, safeFileName } from './file-name.js';

describe('the name of a file', () => {
  test.each([
    ['供水条例（2026）.pdf', '供水条例（2026）.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\数据.xlsx', '数据.xlsx'],
    ['a\u202efdp.exe', 'afdp.exe'],
    ['a\u0000b\r\n.txt', 'ab.txt'],
    ['con.txt', '_con.txt'],
    ['..', 'file'],
    [' . a . ', 'a'],
    ['a<b>:"|?*.csv', 'a_b______.csv'],
  ])('%j becomes %j', (given, safe) => expect(safeFileName(given)).toBe(safe));

  const names = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({
      unit: fc.constantFrom('a', '.', ' ', '/', '\\', '\u202e', '中', '\ud83d\ude00', '\ud800', '"', '%'),
      maxLength: 300,
    }),
  );

  test('is safe whatever was given, and safe names stay as they are', () => {
    fc.assert(
      fc.property(names, (given) => {
        const safe = safeFileName(given);
        expect(safe).not.toMatch(/[/\\<>:"|?*]|\p{Cc}|\p{Cs}|[\u202a-\u202e\u2066-\u2069]/u);
        expect(safe).not.toMatch(/^[. ]|[. ]$/);
        expect([...safe].length).toBeGreaterThan(0);
        expect([...safe].length).toBeLessThanOrEqual(120);
        expect(safeFileName(safe)).toBe(safe);
      }),
      { numRuns: 2_000 },
    );
  });

  test('keeps its extension however long it is', () => {
    expect(extensionOf(safeFileName(`${'长'.repeat(500)}.PDF`))).toBe('pdf');
  });

  test('comes back from the header of a download', () => {
    fc.assert(
      fc.property(names, (given) => {
        const name = safeFileName(given);
        expect(parse(attachmentHeader(name)).parameters.filename).toBe(name);
      }),
    );
  });
});
