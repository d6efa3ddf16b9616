import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type EntryFields,
  GRADES,
  type InformationItem,
  OPEN_TYPES,
  SHARE_TYPES,
} from '../../contract/entry-fields.dto.js';
import { EXAMPLE_FIELDS } from '../../contract/examples.js';
import { brokenRules, fold, highestGrade } from './entry-rules.js';

const ITEM: InformationItem = {
  nameCn: '编号',
  dataType: 'character',
  length: 10,
  nullable: false,
  sensitive: false,
  grade: 'general',
};

const broken = (fields: EntryFields) => brokenRules(fields).map(({ path, rule }) => `${rule} ${path}`);
const withFields = (changes: Partial<EntryFields>) => broken({ ...EXAMPLE_FIELDS, ...changes });
const withItem = (changes: Partial<InformationItem>, fields: Partial<EntryFields> = {}) =>
  broken({ title: '名称', items: [{ ...ITEM, ...changes }], ...fields });
const without = (...names: (keyof InformationItem)[]) =>
  Object.fromEntries(
    Object.entries(ITEM).filter(([name]) => !names.includes(name as keyof InformationItem)),
  ) as unknown as InformationItem;

describe('the rules of an entry', () => {
  it('hold for the example, and for a draft that has only a title', () => {
    expect(broken(EXAMPLE_FIELDS)).toEqual([]);
    expect(broken({ title: '名称' })).toEqual([]);
  });

  it('do not let the abstract repeat the title, in whatever width, case or spacing', () => {
    expect(withFields({ title: 'ETC 通行记录信息', abstract: ' ｅｔｃ  通行记录信息 ' })).toEqual([
      'notTitle /abstract',
    ]);
  });

  it.each([
    ['shareCondition', 'shareType', 'conditional'],
    ['openCondition', 'openType', 'conditional'],
  ] as const)('take %s only where %s is %s', (field, governing, value) => {
    const order = governing === 'shareType' ? SHARE_TYPES : OPEN_TYPES;
    for (const given of order) {
      const fields = { title: '名称', [field]: '限政务部门', [governing]: given } as EntryFields;
      expect(broken(fields)).toEqual(given === value ? [] : [`notApplicable /${field}`]);
    }
    expect(broken({ title: '名称', [field]: '限政务部门' })).toEqual([`notApplicable /${field}`]);
  });

  it('take a legal basis for not sharing only where nothing is shared', () => {
    const denyBasis = { law: '《测绘法》', article: '第四十七条' };
    expect(broken({ title: '名称', denyBasis, shareType: 'notShared' })).toEqual([]);
    expect(broken({ title: '名称', denyBasis, shareType: 'conditional' })).toEqual([
      'notApplicable /denyBasis',
    ]);
  });

  it('never open what is not shared', () => {
    for (const openType of OPEN_TYPES)
      expect(broken({ title: '名称', shareType: 'notShared', openType })).toEqual(
        openType === 'notOpen' ? [] : ['notSharedNotOpen /openType'],
      );
    expect(broken({ title: '名称', shareType: 'notShared' })).toEqual([]);
  });

  it('never simply open important and core data', () => {
    for (const grade of GRADES)
      expect(withItem({ grade }, { openType: 'open' })).toEqual(
        grade === 'general' ? [] : ['gradeNotOpen /openType'],
      );
    expect(withItem({ grade: 'core' }, { openType: 'conditional' })).toEqual([]);
  });

  it('never let an item be shared or open more widely than its entry', () => {
    for (const [index, own] of SHARE_TYPES.entries())
      for (const [entry, shareType] of SHARE_TYPES.entries())
        expect(withItem({ shareType: own }, { shareType })).toEqual(
          index < entry ? ['notLaxer /items/0/shareType'] : [],
        );
    for (const [index, own] of OPEN_TYPES.entries())
      for (const [entry, openType] of OPEN_TYPES.entries())
        expect(withItem({ openType: own }, { openType })).toEqual(
          index < entry ? ['notLaxer /items/0/openType'] : [],
        );
    expect(withItem({ shareType: 'unconditional' })).toEqual([]);
  });

  it('let a time range begin before it ends', () => {
    expect(withFields({ timeRange: { from: '2026-01-01', to: '2025-12-31' } })).toEqual([
      'order /timeRange/to',
    ]);
    expect(withFields({ timeRange: { from: '2026-01-01', to: '2026-01-01' } })).toEqual([]);
    expect(withFields({ timeRange: { from: '2026-01-01' } })).toEqual([]);
  });

  it('name each item once, in both languages, in whatever width and case', () => {
    const items = [
      { ...ITEM, nameCn: 'ID', nameEn: 'id' },
      { ...ITEM, nameCn: 'ｉｄ', nameEn: 'ID' },
      { ...ITEM, nameCn: '名称' },
      { ...ITEM, nameCn: '别名' },
    ];
    expect(withFields({ items })).toEqual(['unique /items/1/nameCn', 'unique /items/1/nameEn']);
  });

  it('know one timestamp at most', () => {
    const items = ['甲', '乙', '丙'].map((nameCn) => ({ ...ITEM, nameCn, timestamp: true }));
    expect(withFields({ items })).toEqual([
      'oneTimestamp /items/1/timestamp',
      'oneTimestamp /items/2/timestamp',
    ]);
  });

  it('never let a primary key be nullable', () => {
    expect(withItem({ primary: true, nullable: true })).toEqual(['primaryNotNullable /items/0/nullable']);
    expect(withItem({ primary: true, nullable: false })).toEqual([]);
  });

  it.each([
    [{ dataType: 'character', length: 65_535 }, []],
    [{ dataType: 'character', length: 10, scale: 0 }, ['scale /items/0/scale']],
    [{ dataType: 'numeric', length: 38, scale: 38 }, []],
    [{ dataType: 'numeric', length: 39 }, ['maximum /items/0/length']],
    [{ dataType: 'currency', length: 5, scale: 6 }, ['scale /items/0/scale']],
    [{ dataType: 'currency', length: 5, scale: 0 }, []],
    [{ dataType: 'date', length: 10 }, ['noLength /items/0/length']],
    [{ dataType: 'double', length: 10, scale: 2 }, ['noLength /items/0/length']],
  ] as const)('bound the length of %j', (changes, faults) => {
    expect(withItem(changes)).toEqual(faults);
  });

  it('ask for a length where the type of data needs one, and only there', () => {
    for (const dataType of ['character', 'numeric', 'currency'] as const)
      expect(broken({ title: '名称', items: [{ ...without('length'), dataType }] })).toEqual([
        'required /items/0/length',
      ]);
    for (const dataType of [
      'date',
      'dateTime',
      'logical',
      'memo',
      'general',
      'double',
      'integer',
      'float',
    ] as const)
      expect(broken({ title: '名称', items: [{ ...without('length'), dataType }] })).toEqual([]);
    expect(broken({ title: '名称', items: [{ ...without('length'), dataType: 'date', scale: 1 }] })).toEqual([
      'noLength /items/0/scale',
    ]);
  });

  it('say what is wrong and what to do, in both languages', () => {
    const faults = brokenRules({
      ...EXAMPLE_FIELDS,
      abstract: EXAMPLE_FIELDS.title,
      timeRange: { from: '2026-01-01', to: '2025-01-01' },
      items: [{ ...ITEM, dataType: 'date', primary: true, nullable: true, shareType: 'unconditional' }],
    });
    expect(faults.length).toBeGreaterThanOrEqual(5);
    for (const { message, remedy } of faults)
      for (const words of [message, remedy]) {
        expect(words.zh).toMatch(/[\u4e00-\u9fff]/);
        expect(words.en).toMatch(/^[\x20-\x7e]+$/);
      }
  });
});

describe('the grade of an entry', () => {
  it('is the highest of its items, in whatever order they come', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...GRADES), { minLength: 1 }), (grades) => {
        const items = grades.map((grade) => ({ ...ITEM, grade }));
        const highest = highestGrade({ title: '名称', items });
        expect(highest && grades.includes(highest)).toBe(true);
        for (const grade of grades)
          expect(GRADES.indexOf(grade)).toBeLessThanOrEqual(GRADES.indexOf(highest ?? 'general'));
      }),
    );
  });

  it('is unknown without items', () => {
    expect(highestGrade({ title: '名称' })).toBeUndefined();
    expect(highestGrade({ title: '名称', items: [] })).toBeUndefined();
  });
});

describe('the comparison form of a name', () => {
  it('is its own comparison form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(fold(fold(text))).toBe(fold(text));
      }),
    );
  });

  it('leaves out width, case, and outer and doubled spaces', () => {
    expect(fold('　ＡＢＣ　　１２３\n供水 ')).toBe('abc 123 供水');
  });
});
