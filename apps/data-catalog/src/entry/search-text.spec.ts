import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EXAMPLE_FIELDS } from '../../contract/examples.js';
import { fold } from './entry-rules.js';
import { grams, queryGrams, queryWords, searchText } from './search-text.js';

const found = (text: string, query: string): boolean => {
  const [stored, folded] = [new Set(grams(text)), fold(text)];
  return (
    queryGrams(query).every((gram) => stored.has(gram)) &&
    queryWords(query).every((word) => folded.includes(word))
  );
};

/** A text and the bounds of a part of it, by characters. */
const textAndPart = (unit: fc.Arbitrary<string> | 'grapheme' | 'binary') =>
  fc
    .string({ unit, minLength: 1, maxLength: 30 })
    .filter((text) => fold(text) !== '')
    .chain((text) => {
      const { length } = [...text];
      return fc.tuple(fc.constant(text), fc.nat(length - 1), fc.nat(length));
    });

const CHARACTERS = [...'供水用户信息税务𠮷日照ABCabcＡｂ１１2３ 　。，-_/'];

describe('the search text of an entry', () => {
  it('has its title, abstract and the names of its items, folded', () => {
    const text = searchText({ ...EXAMPLE_FIELDS, title: '供水  Ｕｓｅｒ' });
    expect(text).toContain('供水 user');
    expect(text).toContain('全市公共供水企业');
    expect(text).toContain('用水量');
    expect(searchText({ title: '只有名称' })).toBe('只有名称');
  });

  it('is found by every part of it, one character or more', () => {
    fc.assert(
      fc.property(textAndPart(fc.constantFrom(...CHARACTERS)), ([text, from, length]) => {
        const part = [...text].slice(from, from + Math.max(1, length)).join('');
        expect(found(text, part)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('once folded, is found by every part of it, whatever characters it has', () => {
    fc.assert(
      fc.property(textAndPart('grapheme'), ([text, from, length]) => {
        const part = [...fold(text)].slice(from, from + Math.max(1, length)).join('');
        expect(found(text, part)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is found whatever width and case the query has', () => {
    expect(found('ETC 通行记录', 'ｅｔｃ')).toBe(true);
    expect(found('ＥＴＣ通行', 'etc 通行')).toBe(true);
  });

  it('is found by several words in any order, if it has every one', () => {
    expect(found('城市供水用户信息', '用户 供水')).toBe(true);
    expect(found('城市供水用户信息', '用户 燃气')).toBe(false);
  });

  it('is not found by characters that it has only in another order', () => {
    expect(found('水供应', '供水')).toBe(false);
    expect(found('供水', '水供')).toBe(false);
  });

  it('is not found by a word whose pairs it has, but not in a row', () => {
    expect(queryGrams('供水供').every((gram) => grams('供水 水供').includes(gram))).toBe(true);
    expect(found('供水 水供', '供水供')).toBe(false);
  });
});

describe('the grams of a query', () => {
  it('are pairs where a word has them, else its single character', () => {
    expect(queryGrams('供水户')).toEqual(['供水', '水户']);
    expect(queryGrams('水')).toEqual(['水']);
    expect(queryGrams('𠮷')).toEqual(['𠮷']);
    expect(queryGrams('供水 户')).toEqual(['供水', '户']);
    expect(queryGrams('  ')).toEqual([]);
  });

  it('are few enough for an index, however long the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        expect(grams(text).length).toBeLessThanOrEqual(2 * [...fold(text)].length);
        expect(new Set(grams(text)).size).toBe(grams(text).length);
      }),
    );
  });
});
