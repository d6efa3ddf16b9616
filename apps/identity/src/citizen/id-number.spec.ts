import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isIdNumber } from './id-number.js';

const TODAY = '2026-11-23';
const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });
const born = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2026-11-23T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10).replaceAll('-', ''));
const body = fc
  .tuple(fc.constantFrom(...'123456789'), digits(5), born, digits(3))
  .map((parts) => parts.join(''));
const checksOf = (text: string) => [...'0123456789X'].filter((check) => isIdNumber(text + check, TODAY));
const number = body.map((text) => text + checksOf(text)[0]);

describe('an ID number (GB 11643)', () => {
  it.each([
    ['11010519491231002X', true],
    ['440524188001010014', true],
    ['110105194912310021', false],
    ['11010519491231002x', false],
    ['110105491231002', false],
    ['01010519491231002X', false],
  ])('%s: %p', (text, holds) => {
    expect(isIdNumber(text, TODAY)).toBe(holds);
  });

  it('has exactly one check character, whatever its body', () => {
    fc.assert(fc.property(body, (text) => void expect(checksOf(text)).toHaveLength(1)));
  });

  it('does not hold when one digit is changed', () => {
    fc.assert(
      fc.property(number, fc.nat(16), fc.constantFrom(...'0123456789'), (text, at, other) => {
        fc.pre(text[at] !== other);
        expect(isIdNumber(text.slice(0, at) + other + text.slice(at + 1), TODAY)).toBe(false);
      }),
    );
  });

  it('does not hold when two neighbours are exchanged', () => {
    fc.assert(
      fc.property(number, fc.nat(15), (text, at) => {
        fc.pre(text[at] !== text[at + 1]);
        expect(isIdNumber(text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2), TODAY)).toBe(
          false,
        );
      }),
    );
  });

  it('has a date of birth that exists and is not in the future', () => {
    for (const date of ['20260230', '20261313', '20270101', '17001231'])
      expect(checksOf(`110105${date}002`)).toEqual([]);
  });
});
