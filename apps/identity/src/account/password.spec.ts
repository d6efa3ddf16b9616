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
  const bounds = { atOnce: 2, longestLine: 3, longestWaitMs: 60_000 };
  const refused = { problem: { code: 'too-many-sign-ins', status: 503 } };

  /** Work that ends when it is told to. */
  const manual = (queue: HashingQueue) => {
    const began: number[] = [];
    const open = new Map<number, () => void>();
    const work = (number: number) => async () => {
      began.push(number);
      await new Promise<void>((resolve) => open.set(number, resolve));
      return number;
    };
    return {
      began,
      end: (number: number) => open.get(number)?.(),
      offer: (number: number) => queue.offer(work(number)),
      run: (number: number) => queue.run(work(number)),
    };
  };

  it('lets a few run at once, in order, and sends away who comes when it is full', async () => {
    const queue = new HashingQueue(bounds);
    const { began, end, offer, run } = manual(queue);
    const all = [1, 2, 3, 4, 5].map(offer);
    await expect(offer(6)).rejects.toMatchObject(refused);
    all.push(run(7)); // somebody known is never sent away
    expect(began).toEqual([1, 2]);
    for (const [turn, number] of [1, 2, 3, 4, 5, 7].entries()) {
      end(number);
      expect(await all[turn]).toBe(number);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(began).toEqual([1, 2, 3, 4, 5, 7]);
    expect(await queue.offer(async () => 'free again')).toBe('free again');
  });

  it('does no work for who has waited too long, and lets the next one on', async () => {
    const queue = new HashingQueue({ ...bounds, atOnce: 1, longestWaitMs: 20 });
    const { began, end, offer, run } = manual(queue);
    const [first, late, known] = [offer(1), offer(2), run(3)];
    const sentAway = expect(late).rejects.toMatchObject(refused);
    await new Promise((resolve) => setTimeout(resolve, 40));
    end(1);
    expect(await first).toBe(1);
    await sentAway;
    await new Promise((resolve) => setImmediate(resolve));
    end(3);
    expect(await known).toBe(3);
    expect(began).toEqual([1, 3]);
  });
});
