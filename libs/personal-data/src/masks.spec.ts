import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ListOf, Nested, Text } from '#libs/contract-kit';
import { type MaskClass, mask, maskMarked } from './masks.js';

const CLASSES: MaskClass[] = ['name', 'idNumber', 'phone', 'address', 'bankCard'];

class Household {
  @Text({ zh: '户主', max: 50, personal: { class: 'identity', mask: 'name' } })
  head: string;

  @Text({ zh: '备注', max: 50, personal: { class: 'other' } })
  note: string;

  @Text({ zh: '户号', max: 50 })
  number: string;
}

class Street {
  @ListOf({ zh: '户', of: () => Household, max: 9 })
  households: Household[];

  @Nested({ zh: '首户', of: () => Household })
  first: Household;
}

describe('a masked text', () => {
  it.each<[MaskClass, string, string]>([
    ['name', '张三', '*三'],
    ['name', '欧阳娜娜', '***娜'],
    ['name', '张', '*'],
    ['idNumber', '990102199003071234', '9****************4'],
    ['phone', '13800138000', '138****8000'],
    ['bankCard', '6222021234567890123', '***************0123'],
    ['address', '山东省日照市东港区北京路1号', '山东省日照市***'],
  ])('of class %s shows of %s only %s', (kind, text, shown) => {
    expect(mask(kind, text)).toBe(shown);
  });

  it('hides a third or more of every text of every class, and is the same each time', () => {
    const letters = fc.array(
      fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((code) => String.fromCodePoint(code)),
      {
        minLength: 1,
        maxLength: 40,
      },
    );
    fc.assert(
      fc.property(fc.constantFrom(...CLASSES), letters, (kind, characters) => {
        const shown = mask(kind, characters.join(''));
        const told = [...shown].filter((letter) => letter !== '*').length;
        expect(told).toBeLessThanOrEqual((characters.length * 2) / 3);
        expect(told).toBeLessThan(characters.length);
        expect(mask(kind, characters.join(''))).toBe(shown);
      }),
    );
  });
});

describe('a masked reply', () => {
  it('has every marked field masked, however deep, and the others as they were', () => {
    const one = { head: '张三', note: '低保户', number: '7' };
    const masked = { head: '*三', note: '***', number: '7' };
    const street = { households: [one, one], first: one };
    expect(maskMarked(Street, street)).toEqual({ households: [masked, masked], first: masked });
    expect(maskMarked(Street, street, new Set(['first.head'])).first).toEqual({ ...masked, head: '张三' });
    expect(street.first).toEqual(one);
  });
});
