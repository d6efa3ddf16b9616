import { describe, expect, test } from '@jest/globals';
import { coerce } from './coerce.js';

describe('a parameter', () => {
  test.each([
    ['5', 'integer', 5],
    ['-5', 'integer', -5],
    ['05', 'integer', '05'],
    ['5.0', 'integer', '5.0'],
    ['99999999999999999', 'integer', '99999999999999999'],
    ['0.5', 'number', 0.5],
    ['1e400', 'number', '1e400'],
    ['', 'number', ''],
    ['true', 'boolean', true],
    ['false', 'boolean', false],
    ['TRUE', 'boolean', 'TRUE'],
    ['5', 'string', '5'],
    ['5', undefined, '5'],
  ])('%p of type %p becomes %p; what does not fit stays text', (text, type, value) => {
    expect(coerce(text, type ? { type } : undefined)).toBe(value);
  });
});
