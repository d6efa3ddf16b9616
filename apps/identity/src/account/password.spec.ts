import { scryptSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { HashingQueue } from './hashing-queue.js';
import { hashPassword, verifyPassword } from './password.js';

describe('a kept password', () => {
  it('is a scrypt hash with its parameters, another each time, and is known again', async () => {
    const [one, two] = await Promise.all([hashPassword('城市 password 1'), hashPassword('城市 password 1')]);
    expect(one).toMatch(/^scrypt\$13\$8\$10\$[\w-]{22}\$[\w-]{43}$/);
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

  it('of the first release, with its other parameters, is still known', async () => {
    const salt = Buffer.from('0123456789abcdef');
    const cost = { N: 2 ** 14, r: 8, p: 5, maxmem: 64 * 1024 * 1024 };
    const hash = scryptSync('old password', salt, 32, cost).toString('base64url');
    const kept = `scrypt$14$8$5$${salt.toString('base64url')}$${hash}`;
    expect(await verifyPassword('old password', kept)).toBe(true);
    expect(await verifyPassword('new password', kept)).toBe(false);
  });
});

describe('the line before hashing', () => {
  it('lets a few run at once, in order, and sends away who comes when it is full', async () => {
    const queue = new HashingQueue(2, 3);
    const open: (() => void)[] = [];
    const began: number[] = [];
    const work = (number: number) =>
      queue.run(async () => {
        began.push(number);
        await new Promise<void>((resolve) => open.push(resolve));
        return number;
      });
    const all = [1, 2, 3, 4, 5].map(work);
    await expect(work(6)).rejects.toMatchObject({ problem: { code: 'too-many-sign-ins', status: 503 } });
    expect(began).toEqual([1, 2]);
    for (let turn = 0; turn < 5; turn++) {
      open[turn]?.();
      await all[turn];
      await Promise.resolve();
    }
    expect(began).toEqual([1, 2, 3, 4, 5]);
    expect(await queue.run(async () => 'free again')).toBe('free again');
  });
});
