import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Problem } from '#libs/contract-kit';
import { DEEPEST, readJson } from './json-body.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string, maxBytes = 1_000_000) => readJson(bytes(text), maxBytes);

function refusal(act: () => unknown): { code: string; en: string | undefined } {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem) return { code: error.problem.code, en: error.facts.detail?.en };
    throw error;
  }
  throw new Error('was not refused');
}

describe('the body of a request', () => {
  it('is an empty object when it is empty', () => {
    expect(readJson(new Uint8Array(), 0)).toEqual({});
  });

  it('may be as long as the bound, and not a byte longer', () => {
    const text = JSON.stringify({ a: '中文' });
    expect(read(text, bytes(text).length)).toEqual({ a: '中文' });
    expect(refusal(() => read(text, bytes(text).length - 1))).toEqual({
      code: 'body-too-large',
      en: `This operation takes at most ${bytes(text).length - 1} bytes`,
    });
  });

  it.each(['{"a":', '{a:1}', "{'a':1}", '{"a":1}}', '[1,]', 'NaN', '{"a":1} x', '"\u0001"', '}'])(
    'is refused when it is broken JSON: %p',
    (text) => {
      expect(refusal(() => read(text))).toEqual({
        code: 'unreadable-body',
        en: 'The body is not valid JSON',
      });
    },
  );

  it.each([
    [[0x22, 0xff, 0x22]],
    [[0x22, 0xc0, 0xaf, 0x22]], // an overlong slash
    [[0x22, 0xed, 0xa0, 0x80, 0x22]], // a lone surrogate
    [[0x22, 0xe4, 0xb8, 0x22]], // half a character
  ])('is refused when it is not UTF-8: %p', (raw) => {
    expect(refusal(() => readJson(new Uint8Array(raw), 100))).toEqual({
      code: 'unreadable-body',
      en: 'The body is not valid UTF-8',
    });
  });

  it.each([
    '{"__proto__":{"admin":true}}',
    '{"a":[{"__proto__":1}]}',
    '{"\\u005f_proto__":{}}',
    '{"constructor":{"prototype":{"admin":true}}}',
  ])('is refused when a key would pollute prototypes: %p', (text) => {
    expect(refusal(() => read(text))).toEqual({
      code: 'unreadable-body',
      en: 'The body holds a forbidden key',
    });
  });

  it('may speak of such keys in its texts', () => {
    expect(read('{"a":"__proto__","b":"constructor.prototype"}')).toEqual({
      a: '__proto__',
      b: 'constructor.prototype',
    });
  });

  it.each([
    ['objects', '{"a":', '}'],
    ['lists', '[', ']'],
    ['a mix', '[{"a":', '}]'],
  ])('may be nested as deep as the bound in %s, and not a level deeper', (_what, open, close) => {
    const levels = DEEPEST / (open.match(/[[{]/g)?.length ?? 1);
    expect(() => read(`${open.repeat(levels)}1${close.repeat(levels)}`)).not.toThrow();
    expect(refusal(() => read(`[${open.repeat(levels)}1${close.repeat(levels)}]`))).toEqual({
      code: 'unreadable-body',
      en: `Nested deeper than ${DEEPEST} levels`,
    });
  });

  it('is judged for depth by its brackets, not by those in its texts', () => {
    const text = JSON.stringify({ a: `\\"${'[{'.repeat(500)}`, '[[[': ']"\\' });
    expect(read(text)).toEqual(JSON.parse(text));
  });

  it('is refused for its depth before anything walks it, however deep', () => {
    expect(refusal(() => read('['.repeat(500_000))).code).toBe('unreadable-body');
  });

  it('is what was sent, for any JSON value within the bounds', () => {
    const key = fc
      .string({ unit: 'grapheme' })
      .filter((name) => name !== '__proto__' && name !== 'constructor');
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: DEEPEST, depthSize: 'large' },
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.boolean(),
          fc.constant(null),
        ),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(value, (sent) => {
        const text = JSON.stringify(sent);
        expect(read(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 400 },
    );
  });
});
