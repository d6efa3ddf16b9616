import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  DATA_TYPES,
  type EntryFields,
  FORMATS,
  type InformationItem,
  SHARE_TYPES,
} from '../../contract/entry-fields.dto.js';
import { EXAMPLE_FIELDS } from '../../contract/examples.js';
import { viewDiff } from './diff-view.js';
import { applyDiff, changedFields, diffEntries, sameFields } from './entry-diff.js';
import { diffWords, textOf } from './word-diff.js';

const names = ['用户编号', '用户名称', '用水量', '抄表日期', '水价'];
const item: fc.Arbitrary<InformationItem> = fc.record(
  {
    nameCn: fc.constantFrom(...names),
    nameEn: fc.constantFrom('user_no', 'user_name', 'consumption', 'price'),
    dataType: fc.constantFrom(...DATA_TYPES),
    length: fc.integer({ min: 1, max: 30 }),
    nullable: fc.boolean(),
    sensitive: fc.boolean(),
    grade: fc.constantFrom('general' as const, 'important' as const),
  },
  { requiredKeys: ['nameCn', 'dataType', 'nullable', 'sensitive', 'grade'] },
);
const content: fc.Arbitrary<EntryFields> = fc.record(
  {
    title: fc.constantFrom('供水用户', '供水用户信息', '燃气用户'),
    abstract: fc.string({
      unit: fc.constantFrom('全', '市', '供', '水', '用', '户', '，', ' ', 'a'),
      maxLength: 40,
    }),
    format: fc.constantFrom(...FORMATS),
    items: fc.array(item, { maxLength: 6 }),
    shareType: fc.constantFrom(...SHARE_TYPES),
    classifications: fc.subarray(['101001', '201002', '301003']),
    denyBasis: fc.record({ law: fc.constantFrom('甲法', '乙法'), article: fc.constant('第一条') }),
  },
  { requiredKeys: ['title'] },
);

describe('the difference of two contents', () => {
  it('makes the second of the first, whatever they are', () => {
    fc.assert(
      fc.property(content, content, (before, after) => {
        expect(applyDiff(before, diffEntries(before, after))).toEqual(after);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is empty exactly when they are the same', () => {
    fc.assert(
      fc.property(content, content, (before, after) => {
        const { fields, items } = viewDiff(diffEntries(before, after));
        const same = sameFields(before, after);
        const listChanged = (before.items === undefined) !== (after.items === undefined);
        if (!listChanged) expect(fields.length + items.length === 0).toBe(same);
        expect(changedFields(before, after).length === 0).toBe(same);
        expect(diffEntries(before, before).fields).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('says each item once: removed, added, or kept', () => {
    fc.assert(
      fc.property(content, content, (before, after) => {
        const { items } = diffEntries(before, after);
        const from = [
          ...(items?.removed ?? []).map(({ at }) => at),
          ...(items?.kept ?? []).map((k) => k.from),
        ];
        const to = [...(items?.added ?? []).map(({ at }) => at), ...(items?.kept ?? []).map((k) => k.to)];
        expect(from.toSorted((a, b) => a - b)).toEqual((before.items ?? []).map((_item, at) => at));
        expect(to.toSorted((a, b) => a - b)).toEqual((after.items ?? []).map((_item, at) => at));
      }),
    );
  });

  it('knows an item by its name when it moves, and by its technical name when it is renamed', () => {
    const [number, name, amount] = EXAMPLE_FIELDS.items as [
      InformationItem,
      InformationItem,
      InformationItem,
    ];
    const after = {
      ...EXAMPLE_FIELDS,
      items: [amount, number, { ...name, nameCn: '户名', length: 200 }],
    };
    const { fields, items } = viewDiff(diffEntries(EXAMPLE_FIELDS, after));
    expect(fields).toEqual([]);
    expect(items.map(({ item, kind, moved }) => [item, kind, moved])).toEqual([
      ['用水量', 'changed', true],
      ['户名', 'changed', false],
    ]);
    expect(items[1]?.fields.map(({ name, before, after }) => [name.zh, name.en, before, after])).toEqual([
      ['信息项名称', 'Name', '用户名称', '户名'],
      ['长度', 'Length', '100', '200'],
    ]);
  });

  it('names what came and went in both languages', () => {
    const { denyBasis: _none, ...plain } = { ...EXAMPLE_FIELDS, denyBasis: undefined };
    const after: EntryFields = { ...plain, useCondition: '仅限核验', updateCycle: 'weekly' };
    delete after.shareCondition;
    const { fields } = viewDiff(diffEntries(EXAMPLE_FIELDS, after));
    expect(fields.map(({ field, kind }) => [field, kind]).toSorted()).toEqual([
      ['shareCondition', 'removed'],
      ['updateCycle', 'changed'],
      ['useCondition', 'added'],
    ]);
  });
});

describe('the words of a text', () => {
  const sentence = fc.string({
    unit: fc.constantFrom('供', '水', '用', '户', '的', ' ', 'a', 'b', '。', '\n'),
    maxLength: 60,
  });

  it('put together give both texts', () => {
    fc.assert(
      fc.property(sentence, sentence, (before, after) => {
        const pieces = diffWords(before, after);
        expect(textOf(pieces, 'before')).toBe(before);
        expect(textOf(pieces, 'after')).toBe(after);
        expect(pieces.every(({ text }) => text !== '')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('keep what both texts have, by Chinese words', () => {
    expect(diffWords('全市供水用户的基本信息', '全市燃气用户的基本信息')).toEqual([
      { piece: 'same', text: '全市' },
      { piece: 'removed', text: '供水' },
      { piece: 'added', text: '燃气' },
      { piece: 'same', text: '用户的基本信息' },
    ]);
  });
});
