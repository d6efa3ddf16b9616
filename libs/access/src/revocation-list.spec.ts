import { describe, expect, it } from '@jest/globals';
import { type Revocation, RevocationList, revocationKey } from './revocation-list.js';

const T0 = Date.parse('2026-11-24T08:00:00.000Z');
const HOUR = 3_600_000;

/** Identity's side: what it would answer. */
class Kept {
  readonly all: Revocation[] = [];
  readonly asked: (string | undefined)[] = [];
  fails = false;

  add(kind: 'session' | 'token' | 'subject', id: string, at = T0, until = Date.now() + HOUR): void {
    this.all.push({
      key: revocationKey(kind, id),
      at: new Date(at).toISOString(),
      until: new Date(until).toISOString(),
    });
  }

  fetch = async (since?: string, cursor?: string) => {
    this.asked.push(since);
    if (this.fails) throw new Error('identity does not answer');
    const matching = this.all.filter(({ at }) => since === undefined || at >= since);
    const from = Number(cursor ?? 0);
    const next = from + 2 < matching.length ? String(from + 2) : undefined;
    return { items: matching.slice(from, from + 2), ...(next && { next }) };
  };
}

const token = (claims: { sub?: string; sid?: string; jti?: string; iat?: number } = {}) => ({
  subject: revocationKey('subject', claims.sub ?? 'person:1'),
  issuedAt: claims.iat ?? T0 / 1_000 - 60,
  ...(claims.sid && { session: revocationKey('session', claims.sid) }),
  ...(claims.jti && { token: revocationKey('token', claims.jti) }),
});

describe('the list of what is revoked', () => {
  it('covers a session, a token, and what a subject was given before', async () => {
    const kept = new Kept();
    kept.add('session', 's1');
    kept.add('token', 't1');
    kept.add('subject', 'person:2', T0 + 500);
    const list = new RevocationList(kept.fetch);
    await list.ready();
    expect(list.covers(token({ sid: 's1' }))).toBe(true);
    expect(list.covers(token({ sid: 's2' }))).toBe(false);
    expect(list.covers(token({ sid: 't1' }))).toBe(false); // kinds are apart
    expect(list.covers(token({ sid: 's2', jti: 't1' }))).toBe(true);
    expect(list.covers(token({ sub: 'person:2', sid: 's3', iat: T0 / 1_000 - 1 }))).toBe(true);
    expect(list.covers(token({ sub: 'person:2', iat: T0 / 1_000 }))).toBe(true); // no session: the whole second
    expect(list.covers(token({ sub: 'person:2', sid: 's4', iat: T0 / 1_000 }))).toBe(false); // signed in anew
    expect(list.covers(token({ sub: 'person:2', iat: T0 / 1_000 + 1 }))).toBe(false);
  });

  it('fetches every page, then only what is new, and looks back for what was still being written', async () => {
    const kept = new Kept();
    for (let index = 0; index < 5; index++) kept.add('session', `s${index}`, T0 + index);
    const list = new RevocationList(kept.fetch);
    await list.ready();
    expect(list.size).toBe(5);
    kept.add('session', 'late', T0 - 10_000); // another instance, written after ours
    await list.refresh();
    expect(kept.asked.at(-1)).toBe(new Date(T0 + 4 - 30_000).toISOString());
    expect(list.covers(token({ sid: 'late' }))).toBe(true);
  });

  it('calls back when something is new, and only then', async () => {
    const kept = new Kept();
    const list = new RevocationList(kept.fetch);
    let told = 0;
    const forget = list.onChange(() => told++);
    await list.ready();
    expect(told).toBe(0);
    kept.add('session', 's1');
    await list.refresh();
    await list.refresh();
    expect(told).toBe(1);
    forget();
    kept.add('session', 's2', T0 + 1);
    await list.refresh();
    expect(told).toBe(1);
  });

  it('is not ready while identity is away, and asks again', async () => {
    const kept = new Kept();
    kept.add('session', 's1');
    kept.fails = true;
    const list = new RevocationList(kept.fetch);
    await expect(list.ready()).rejects.toThrow('does not answer');
    kept.fails = false;
    await list.ready();
    expect(list.covers(token({ sid: 's1' }))).toBe(true);
  });

  it('follows a change that is told while it fetches', async () => {
    const kept = new Kept();
    const list = new RevocationList(kept.fetch);
    await list.ready();
    const first = list.refresh();
    kept.add('session', 's1');
    await Promise.all([first, list.refresh()]);
    expect(list.covers(token({ sid: 's1' }))).toBe(true);
  });

  it('forgets what has ended of itself', async () => {
    const kept = new Kept();
    kept.add('session', 'ended', T0, Date.now() - 1);
    kept.add('session', 'open');
    const list = new RevocationList(kept.fetch);
    await list.ready();
    expect(list.size).toBe(1);
    expect(list.covers(token({ sid: 'open' }))).toBe(true);
  });
});
