import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RESOURCE_CODE } from '../../contract/entry-fields.dto.js';
import { HIGHEST_SEQUENCE, isPossibleSection, parseResourceCode, resourceCode } from './resource-code.js';

const CAPITALS = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

const classification = fc
  .tuple(
    fc.oneof(
      fc.stringMatching(/^[12][0-9]{2}$/),
      fc.constantFrom('301', '302', '303', '304', '305', '306', '307', '308'),
    ),
    fc.stringMatching(/^[0-9]{3}$/),
    fc.string({ unit: fc.constantFrom(...CAPITALS), maxLength: 24 }),
  )
  .map((parts) => parts.join(''));

describe('a resource code', () => {
  it('is made of its classification and a sequence number of six digits', () => {
    expect(resourceCode('307013370000308002000000', 49)).toBe('307013370000308002000000/000049');
    expect(resourceCode('101001', HIGHEST_SEQUENCE)).toBe('101001/999999');
  });

  it('gives back what it was made of, and has the form that the contract asks for', () => {
    fc.assert(
      fc.property(classification, fc.integer({ min: 1, max: HIGHEST_SEQUENCE }), (front, sequence) => {
        const code = resourceCode(front, sequence);
        expect(code).toMatch(RESOURCE_CODE);
        expect(code.length).toBeLessThanOrEqual(41);
        expect(parseResourceCode(code)).toEqual({ classification: front, sequence });
      }),
    );
  });

  it('differs when classification or sequence number differ', () => {
    const parts = fc.tuple(classification, fc.integer({ min: 1, max: HIGHEST_SEQUENCE }));
    fc.assert(
      fc.property(parts, parts, ([front, sequence], [other, next]) => {
        expect(resourceCode(front, sequence) === resourceCode(other, next)).toBe(
          front === other && sequence === next,
        );
      }),
    );
  });

  it('is never made of a sequence number that does not fit', () => {
    for (const sequence of [0, -1, 1.5, HIGHEST_SEQUENCE + 1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => resourceCode('307013', sequence)).toThrow(RangeError);
  });

  it('of the observed shape is read: 3 | 07 | 013 | division and department | 000049', () => {
    expect(parseResourceCode('307013370000308002000000/000049')).toEqual({
      classification: '307013370000308002000000',
      sequence: 49,
    });
  });

  it('of the older form is refused as an impossible section, though it has the strict form too', () => {
    const older = '370000308004000000/000001';
    expect(older).toMatch(RESOURCE_CODE); // the trap: the form alone would let it in, as section 70
    expect(parseResourceCode(older)).toBeUndefined();
  });

  it.each([
    '',
    '307013',
    '307013/',
    '/000001',
    '407013/000001',
    '30701/000001',
    '307013a/000001',
    '307013/00000x',
    '307013/12345678901',
    `307013${'0'.repeat(25)}/000001`,
    '307013/000001\n',
    ' 307013/000001',
    '307013//1',
  ])('is refused without its form: %p', (text) => {
    expect(parseResourceCode(text)).toBeUndefined();
  });
});

describe('a section of department resources', () => {
  it('is one of 01 to 08, in the tree of class 3 only', () => {
    for (let section = 0; section <= 99; section++) {
      const two = String(section).padStart(2, '0');
      expect(isPossibleSection(`3${two}`)).toBe(section >= 1 && section <= 8);
      expect(isPossibleSection(`1${two}`)).toBe(true);
      expect(isPossibleSection(`2${two}001`)).toBe(true);
    }
  });
});
