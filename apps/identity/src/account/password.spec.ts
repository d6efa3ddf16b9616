import { describe, expect, it } from '@jest/globals';
import { hashPassword, verifyPassword } from './password.js';

describe('a kept password', () => {
  it('is a scrypt hash with its parameters, another each time, and is known again', async () => {
    const [one, two] = await Promise.all([hashPassword('城市 password 1'), hashPassword('城市 password 1')]);
    expect(one).toMatch(/^scrypt\$14\$8\$5\$[\w-]{22}\$[\w-]{43}$/);
    expect(one).not.toBe(two);
    expect(await verifyPassword('城市 password 1', one)).toBe(true);
    expect(await verifyPassword('城市 password 2', one)).toBe(false);
  });

  it('is known again however its characters were composed', async () => {
    expect(await verifyPassword('cafe\u0301 ｐａｓｓ', await hashPassword('caf\u00e9 pass'))).toBe(true);
  });

  it('that is missing is nobody’s, not even the empty one', async () => {
    expect(await verifyPassword('', undefined)).toBe(false);
    expect(await verifyPassword('anything', undefined)).toBe(false);
    expect(await verifyPassword('', 'rubbish')).toBe(false);
  });
});
