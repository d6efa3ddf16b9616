import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isOrganisationCode } from './organisation-code.js';

const ALPHABET = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'];
const character = fc.constantFrom(...ALPHABET);
const body = fc.string({ unit: character, minLength: 17, maxLength: 17 });

/** The check characters that make a code of the body: there must be one. */
const checksOf = (text: string) => ALPHABET.filter((check) => isOrganisationCode(text + check));
const code = body.map((text) => text + checksOf(text)[0]);

describe('a unified social credit code (GB 32100)', () => {
  it.each([
    ['11370000MB284651XL', true],
    ['91350100M000100Y43', true],
    ['91350100M000100Y4Z', false],
  ])('%s: %p', (text, holds) => {
    expect(isOrganisationCode(text)).toBe(holds);
  });

  it('has exactly one check character, whatever its body', () => {
    fc.assert(
      fc.property(body, (text) => {
        expect(checksOf(text)).toHaveLength(1);
      }),
    );
  });

  it('does not hold when any one character is changed', () => {
    fc.assert(
      fc.property(code, fc.nat(17), character, (text, at, other) => {
        fc.pre(text[at] !== other);
        expect(isOrganisationCode(text.slice(0, at) + other + text.slice(at + 1))).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('does not hold when two neighbours are exchanged', () => {
    fc.assert(
      fc.property(code, fc.nat(15), (text, at) => {
        const [left, right] = [text[at], text[at + 1]];
        fc.pre(left !== right);
        expect(isOrganisationCode(text.slice(0, at) + right + left + text.slice(at + 2))).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('has 18 characters of its alphabet: no I, O, Z, S, V, nothing in lower case', () => {
    for (const text of [
      '',
      '1',
      '11370000MB284651X',
      '11370000MB284651XLL',
      '11370000mb284651xl',
      ' 1370000MB284651XL',
    ])
      expect(isOrganisationCode(text)).toBe(false);
    fc.assert(
      fc.property(
        code,
        fc.nat(17),
        fc.constantFrom('I', 'O', 'Z', 'S', 'V', 'a', '-', ' ', '中'),
        (text, at, bad) => {
          expect(isOrganisationCode(text.slice(0, at) + bad + text.slice(at + 1))).toBe(false);
        },
      ),
    );
  });

  it('is judged by its outer check only: some early codes do not hold the inner one of GB 11714', () => {
    // Of all bodies that differ in the inner digit alone, each has a valid outer check.
    for (const inner of '0123456789X') expect(checksOf(`11370000MB284651${inner}`)).toHaveLength(1);
  });
});
