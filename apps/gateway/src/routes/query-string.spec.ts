import { expect, test } from '@jest/globals';
import { queryOf } from './query-string.js';

const read = (url: string) => Object.fromEntries(queryOf(url));

test('a query string is read with every value of a repeated parameter', () => {
  expect(read('/a?b=1&c=%E6%B0%B4+x&b=2&d&=e')).toEqual({ b: ['1', '2'], c: ['水 x'], d: [''], '': ['e'] });
  expect(read('/a')).toEqual({});
  expect(read('/a?')).toEqual({});
});

test('a value may hold an equals sign', () => {
  expect(read('/a?b=c=d')).toEqual({ b: ['c=d'] });
});

test('a parameter named like a member of Object is only a parameter', () => {
  expect(queryOf('/a?__proto__=x').get('__proto__')).toEqual(['x']);
});

test.each(['/a?b=%', '/a?%zz=1', '/a?b=%C0%AF'])('malformed percent-encoding in %s is refused', (url) => {
  expect(() => queryOf(url)).toThrow('does not have the declared form');
});
