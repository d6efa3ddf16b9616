import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { preferredLanguage } from './bilingual.js';

describe('the preferred language', () => {
  it.each([
    [undefined, 'zh'],
    ['', 'zh'],
    ['fr, de;q=0.5', 'zh'],
    ['en', 'en'],
    ['en-GB', 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['en;q=0.2, zh;q=0.1', 'en'],
    ['en;q=0.1, zh;q=0.2', 'zh'],
    ['fr, en;q=0.3', 'en'],
    ['zh;q=0, en;q=0.1', 'en'],
    ['EN-us', 'en'],
    ['en;q=abc', 'zh'],
  ] as const)('of %p is %s', (header, language) => {
    expect(preferredLanguage(header)).toBe(language);
  });

  it('is one of ours for any header', () => {
    fc.assert(fc.property(fc.string(), (header) => ['zh', 'en'].includes(preferredLanguage(header))));
  });
});
