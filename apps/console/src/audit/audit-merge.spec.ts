import { describe, expect, it } from '@jest/globals';
import type { AuditPage, AuditRecord } from '#libs/contract-kit';
import { AuditMerge } from './audit-merge.js';

const line = (id: string, second: number): AuditRecord => ({
  id,
  at: `2026-11-23T08:00:${String(second).padStart(2, '0')}.000Z`,
  outcome: 'accepted',
  action: 'note.written',
  actor: 'person:1',
});

/** Services that give one line a page. */
function audits(lines: Readonly<Record<string, readonly AuditRecord[]>>) {
  const asked: string[] = [];
  const load = async (service: string, cursor: string | undefined): Promise<AuditPage> => {
    asked.push(service);
    const all = lines[service];
    if (!all) throw new Error(`${service} is down`);
    const at = Number(cursor ?? 0);
    const item = all[at];
    return { items: item ? [item] : [], ...(at + 1 < all.length && { next: String(at + 1) }) };
  };
  return { load, asked };
}

describe('the merged audit', () => {
  it('is newest first over all services, each line once', async () => {
    const { load } = audits({ a: [line('a1', 9), line('a2', 3)], b: [line('b1', 7), line('b2', 5)], c: [] });
    const merge = new AuditMerge(['a', 'b', 'c'], load);
    expect((await merge.take(3)).map(({ id, service }) => `${service}:${id}`)).toEqual([
      'a:a1',
      'b:b1',
      'b:b2',
    ]);
    expect(merge.more).toBe(true);
    expect((await merge.take(3)).map(({ id }) => id)).toEqual(['a2']);
    expect(merge.more).toBe(false);
    expect(await merge.take(3)).toEqual([]);
  });

  it('reads a service no further than needed', async () => {
    const { load, asked } = audits({
      a: [line('a1', 9), line('a2', 8), line('a3', 7)],
      b: [line('b1', 1), line('b2', 0)],
    });
    await new AuditMerge(['a', 'b'], load).take(2);
    expect(asked.filter((service) => service === 'b')).toHaveLength(1);
  });

  it('goes on without a service that fails, and names it', async () => {
    const { load } = audits({ a: [line('a1', 9)] });
    const merge = new AuditMerge(['a', 'down'], load);
    expect((await merge.take(5)).map(({ id }) => id)).toEqual(['a1']);
    expect([...merge.failures.keys()]).toEqual(['down']);
  });
});
