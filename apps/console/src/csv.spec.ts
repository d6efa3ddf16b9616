import { describe, expect, it } from '@jest/globals';
import { toCsv } from './csv.js';

describe('a table as CSV', () => {
  it('quotes what needs it and begins with a byte order mark', () => {
    expect(toCsv(['名称', 'b'], [['x,y', 'say "hi"\nthere']])).toBe(
      '\ufeff名称,b\r\n"x,y","say ""hi""\nthere"\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '＝1'])('runs nothing: %j', (formula) => {
    expect(
      toCsv(['a'], [[formula]])
        .split('\r\n')[1]
        ?.replace(/^"/, '')
        .startsWith("'"),
    ).toBe(true);
  });

  it('leaves other text as it is', () => {
    expect(toCsv(['a'], [['person:1'], ['2026-11-23']])).toBe('\ufeffa\r\nperson:1\r\n2026-11-23\r\n');
  });
});
