import { describe, expect, it } from '@jest/globals';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import {
  Choice,
  collectSchemas,
  compileReply,
  compileRequest,
  DateText,
  Decimal,
  Flag,
  Id,
  Instant,
  Int,
  ListOf,
  Nested,
  OrganisationCode,
  Rule,
  Text,
  TextList,
} from './index.js';

class Leaf {
  @Text({ zh: '名称', max: 3 })
  name: string;

  @Int({ zh: '数量', min: -2, max: 2, optional: true })
  count?: number;
}

/** A DTO with every field decorator of the kit, required and optional. */
class Everything {
  @Text({ zh: '文本', min: 2, max: 4 })
  text: string;

  @Text({ zh: '格式文本', max: 10, pattern: /^[a-z]+(-[a-z]+)*$/, optional: true })
  patterned?: string;

  @Choice({ zh: '选择', of: ['a', 'b'] })
  choice: string;

  @Int({ zh: '整数', min: 1, max: 10 })
  int: number;

  @Decimal({ zh: '小数', min: -0.5, max: 0.5, optional: true })
  decimal?: number;

  @Flag({ zh: '真假' })
  flag: boolean;

  @DateText({ zh: '日期', optional: true })
  date?: string;

  @Instant({ zh: '时刻', optional: true })
  instant?: string;

  @Id({ zh: '编号', optional: true })
  id?: string;

  @OrganisationCode({ zh: '代码', optional: true })
  organisation?: string;

  @Nested({ zh: '对象', of: () => Leaf })
  leaf: Leaf;

  @Nested({ zh: '可选对象', of: () => Leaf, optional: true })
  other?: Leaf;

  @ListOf({ zh: '对象列表', of: () => Leaf, min: 1, max: 2, optional: true })
  leaves?: Leaf[];

  @TextList({ zh: '文本列表', min: 1, max: 3, each: { max: 2 }, optional: true })
  words?: string[];

  @TextList({ zh: '选择列表', max: 2, each: { max: 5, of: ['x', 'y'] }, optional: true })
  choices?: string[];
}

const REQUIRED = { text: '文本', choice: 'a', int: 1, flag: true, leaf: { name: '叶' } };

const validRequest = compileRequest(Everything);
const validReply = compileReply(Everything);

const LENGTHS = ['', ' ', '\t', '\u0000', '\u0085', 'é', '中', '中文', '中文字', '中文字符', '中文字符串'];
// 𠮷 and emoji are surrogate pairs: one character each; lone surrogates are characters of their own.
const SURROGATES = [
  '𠮷',
  '𠮷𠮷',
  '𠮷𠮷𠮷𠮷',
  '𠮷𠮷𠮷𠮷𠮷',
  '😀a',
  '\ud83d',
  'a\udc00',
  '\ud83d\ud83d',
  '❤\ufe0f',
  '❤\ufe0f❤\ufe0f❤',
];
const FORMS = [
  ...['2026-11-23', '2026-13-01', '2026-11-23T08:30:00Z', '2026-11-23T08:30:00.123Z', '2026-11-23T08:30:00'],
  ...['0192f3a4-5b6c-7d8e-9f01-23456789abcd', '0192F3A4-5B6C-7D8E-9F01-23456789ABCD'],
  ...['11370000MB284651XL', '11370000MB284651XI', 'a', 'b', 'x', 'y', 'ab', 'a-b', 'a--b', 'a\n'],
];

const text = fc.oneof(
  fc.constantFrom(...LENGTHS, ...SURROGATES, ...FORMS),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
);
const number = fc.oneof(
  fc.constantFrom(0, -0, 1, 2, 10, 11, -2, -3, 0.5, -0.5, 0.51, 1.5, 1e300, 2 ** 53),
  fc.integer({ min: -3, max: 11 }),
);
const hostile: fc.Arbitrary<unknown> = fc.oneof(
  text,
  number,
  fc.boolean(),
  fc.constantFrom(null, [], {}, [[]], [null], [{}], { $gt: '' }, { length: 2 }, { name: '叶' }, '1', 'true'),
);
const orHostile = (valid: fc.Arbitrary<unknown>) =>
  fc.oneof({ arbitrary: valid, weight: 30 }, { arbitrary: hostile, weight: 1 });

/** An object with the given fields; each may be left out, and one that nobody declared may come in. */
const object = (fields: Record<string, fc.Arbitrary<unknown>>, required: string[]) =>
  fc
    .tuple(
      fc.record(fields, { requiredKeys: [] }),
      fc.record(Object.fromEntries(required.map((name) => [name, fields[name] as fc.Arbitrary<unknown>]))),
      fc.integer({ min: 0, max: 60 }),
      fc.oneof(
        { arbitrary: fc.constant(undefined), weight: 30 },
        { arbitrary: fc.tuple(fc.constantFrom('extra', 'toString', 'a/b', 'Text'), hostile), weight: 1 },
      ),
    )
    .map(([some, needed, dropped, extra]) => {
      const made: Record<string, unknown> = { ...some, ...needed };
      const drop = required[dropped];
      if (drop) delete made[drop];
      if (extra) made[extra[0]] = extra[1];
      return made;
    });

const leaf = object(
  {
    name: orHostile(fc.constantFrom('叶', 'abc', '𠮷𠮷𠮷')),
    count: orHostile(fc.constantFrom(-2, 2, 3)),
  },
  ['name'],
);
const everything = object(
  {
    text: orHostile(fc.constantFrom('文本', 'abcd', '𠮷𠮷', '𠮷𠮷𠮷𠮷', 'ab\n')),
    patterned: orHostile(fc.constantFrom('a', 'a-b', 'abcdefghij')),
    choice: orHostile(fc.constantFrom('a', 'b')),
    int: orHostile(fc.constantFrom(1, 10)),
    decimal: orHostile(fc.constantFrom(0, 0.5, -0.5)),
    flag: orHostile(fc.boolean()),
    date: orHostile(fc.constantFrom('2026-11-23', '1999-01-31')),
    instant: orHostile(fc.constantFrom('2026-11-23T08:30:00Z', '2026-11-23T08:30:00.123456789Z')),
    id: orHostile(fc.constant('0192f3a4-5b6c-7d8e-9f01-23456789abcd')),
    organisation: orHostile(fc.constant('11370000MB284651XL')),
    leaf: orHostile(leaf),
    other: orHostile(leaf),
    leaves: orHostile(fc.array(orHostile(leaf), { minLength: 1, maxLength: 2 })),
    words: orHostile(
      fc.uniqueArray(orHostile(fc.constantFrom('中', 'ab', '𠮷𠮷')), { minLength: 1, maxLength: 3 }),
    ),
    choices: orHostile(fc.array(orHostile(fc.constantFrom('x', 'y')), { maxLength: 2 })),
  },
  ['text', 'choice', 'int', 'flag', 'leaf'],
);

/**
 * An instance of the DTO class made without coercion. plainToInstance would change what class-validator gets
 * to judge: it makes an instance of a text or number that stands where an object belongs, and skips names
 * such as `toString`. Here whole objects become instances, and everything else stays what it was.
 */
function instanceOf(type: new () => object, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => instanceOf(type, item));
  if (typeof value !== 'object' || value === null) return value;
  const instance = new type() as Record<string, unknown>;
  for (const [name, member] of Object.entries(value)) {
    const nested = defaultMetadataStorage.findTypeMetadata(type, name)?.typeFunction?.();
    instance[name] = nested ? instanceOf(nested as new () => object, member) : member;
  }
  return instance;
}

const RULES = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true } as const;

const slowVerdict = (value: object) =>
  validateSync(instanceOf(Everything, value) as object, RULES).length === 0;
const fastVerdict = (value: object) => validRequest(value).length === 0;

describe('the compiled validator', () => {
  it('gives the verdict of class-validator, whatever comes', () => {
    let held = 0;
    fc.assert(
      fc.property(everything, (value) => {
        const fast = fastVerdict(value);
        held += fast ? 1 : 0;
        expect(fast).toBe(slowVerdict(value));
      }),
      { numRuns: 3_000 },
    );
    expect(held).toBeGreaterThan(300); // both verdicts must really occur
  });

  it.each([null, undefined, [], 'text', 1, true])('refuses %p in place of an object', (value) => {
    expect(validRequest(value)).toEqual([expect.objectContaining({ path: '', rule: 'type' })]);
  });

  it('counts characters, not UTF-16 units', () => {
    expect(validRequest({ ...REQUIRED, text: '𠮷𠮷𠮷𠮷' })).toEqual([]);
    expect(validRequest({ ...REQUIRED, text: '𠮷𠮷𠮷𠮷𠮷' })).toEqual([
      expect.objectContaining({ path: '/text', rule: 'maxLength' }),
    ]);
  });

  it('takes whole numbers only where the field is an integer', () => {
    expect(validRequest({ ...REQUIRED, int: 1.5 })).toEqual([
      expect.objectContaining({ path: '/int', rule: 'type' }),
    ]);
    expect(validRequest({ ...REQUIRED, decimal: 0.25 })).toEqual([]);
  });

  it('refuses null everywhere: a field is absent or has a value', () => {
    for (const field of ['text', 'patterned', 'leaf', 'other', 'leaves', 'words', 'int', 'flag']) {
      expect(validRequest({ ...REQUIRED, [field]: null })).toContainEqual(
        expect.objectContaining({ path: `/${field}`, rule: 'type' }),
      );
    }
  });

  it('names each fault by its JSON pointer, escaped after RFC 6901', () => {
    const faults = validRequest({
      ...REQUIRED,
      leaves: [{ name: '叶' }, { name: 'abcd', 'a/b~c': 1 }],
      words: ['ok', 'long!'],
      '~/': 1,
    });
    expect(faults.map(({ path, rule }) => [path, rule]).toSorted()).toEqual([
      ['/leaves/1/a~1b~0c', 'unknownField'],
      ['/leaves/1/name', 'maxLength'],
      ['/words/1', 'maxLength'],
      ['/~0~1', 'unknownField'],
    ]);
  });

  it('names a missing field by the pointer it would have', () => {
    const { flag: _flag, ...rest } = REQUIRED;
    expect(validRequest({ ...rest, leaf: {} }).map(({ path, rule }) => [path, rule])).toEqual([
      ['/flag', 'required'],
      ['/leaf/name', 'required'],
    ]);
  });

  it('says message and remedy in both languages and never repeats the value', () => {
    const secret = 'do-not-repeat-me';
    const faults = validRequest({ ...REQUIRED, text: secret, choice: secret, int: secret, words: [secret] });
    expect(faults.length).toBeGreaterThanOrEqual(4);
    for (const { message, remedy } of faults) {
      for (const words of [message, remedy]) {
        expect(words.zh).toMatch(/[\u4e00-\u9fff]/);
        expect(words.en).toMatch(/^[\x20-\x7e]+$/);
        expect(JSON.stringify(words)).not.toContain(secret);
      }
    }
  });

  it('reports at most twenty faults, however many there are', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`unknown${index}`, index]));
    expect(validRequest({ ...REQUIRED, ...many })).toHaveLength(20);
  });

  it('refuses unknown fields at every level of a request', () => {
    const paths = (value: object) => validRequest(value).map(({ path, rule }) => `${rule} ${path}`);
    expect(paths({ ...REQUIRED, more: 1 })).toEqual(['unknownField /more']);
    expect(paths({ ...REQUIRED, leaf: { name: '叶', more: 1 } })).toEqual(['unknownField /leaf/more']);
    expect(paths({ ...REQUIRED, leaves: [{ name: '叶', more: 1 }] })).toEqual([
      'unknownField /leaves/0/more',
    ]);
  });

  it('tolerates unknown fields at every level of a reply, but nothing else', () => {
    const grown = { ...REQUIRED, more: 1, leaf: { name: '叶', more: 1 }, leaves: [{ name: '叶', more: 1 }] };
    expect(validReply(grown)).toEqual([]);
    expect(validReply({ ...grown, text: 1 })).toEqual([expect.objectContaining({ path: '/text' })]);
  });
});

@Rule<Span>(({ from, to }) =>
  from <= to
    ? []
    : [
        {
          path: '/to',
          rule: 'order',
          message: { zh: '止早于起', en: 'ends early' },
          remedy: { zh: '改', en: 'fix' },
        },
      ],
)
class Span {
  @Int({ zh: '起', min: 0, max: 9 })
  from: number;

  @Int({ zh: '止', min: 0, max: 9 })
  to: number;
}

describe('a rule over several fields', () => {
  const validate = compileRequest(Span);

  it('runs once the form holds', () => {
    expect(validate({ from: 1, to: 2 })).toEqual([]);
    expect(validate({ from: 2, to: 1 })).toEqual([expect.objectContaining({ path: '/to', rule: 'order' })]);
  });

  it('does not see values whose form does not hold', () => {
    expect(validate({ from: 'x', to: 1 })).toEqual([
      expect.objectContaining({ path: '/from', rule: 'type' }),
    ]);
  });
});

describe('the schemas of DTO classes', () => {
  it('are gathered with all that they refer to', () => {
    expect([...collectSchemas([Everything]).keys()]).toEqual(['Everything', 'Leaf']);
  });

  it('are known by name, so two classes of one name are refused', () => {
    const twin = () => {
      class Leaf {
        @Flag({ zh: '另一个' })
        other: boolean;
      }
      return Leaf;
    };
    expect(() => collectSchemas([Everything, twin()])).toThrow('two DTO classes are named Leaf');
  });
});
