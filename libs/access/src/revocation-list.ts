import { hash } from 'node:crypto';

/** What can be revoked: one session, one token, everything that a subject was given up to a moment. */
export type RevokedKind = 'session' | 'token' | 'subject';

/** One revocation as identity tells it; `key` is a digest, so that the list names nobody. */
export interface Revocation {
  readonly key: string;
  /** When it was revoked, RFC 3339. Tokens of a subject issued earlier are refused; of the others, all. */
  readonly at: string;
  /** When every token that it touches has ended, and it may be forgotten; RFC 3339. */
  readonly until: string;
}

/** A part of the list, oldest first. */
export interface RevocationPage {
  readonly items: readonly Revocation[];
  readonly next?: string;
}

/** Fetches the revocations that were made at or after a moment (RFC 3339), all without one; a page at a time. */
export type FetchRevocations = (since?: string, cursor?: string) => Promise<RevocationPage>;

/** What of a token can be revoked; made once, when the token is checked. */
export interface RevocableToken {
  readonly session?: string;
  readonly token?: string;
  readonly subject: string;
  readonly issuedAt: number;
}

/** Key of a revocation in the list. */
export function revocationKey(kind: RevokedKind, id: string): string {
  return hash('sha256', `${kind}:${id}`, 'base64url');
}

/** Entries that another instance of identity was still writing are found by looking back so far. */
const OVERLAP_MS = 30_000;
const SWEEP_MS = 60_000;

/** What is revoked and not yet ended of itself, kept in step with identity. */
export class RevocationList {
  private readonly entries = new Map<string, { at: number; until: number }>();
  private readonly listeners = new Set<() => void>();
  private latest: number | undefined;
  private first: Promise<void> | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private sweptAt = 0;

  constructor(private readonly fetchPage: FetchRevocations) {}

  /** Until the list was fetched once; a token must not be believed before. */
  ready(): Promise<void> {
    this.first ??= this.refresh().catch((error: unknown) => {
      this.first = undefined;
      throw error;
    });
    return this.first;
  }

  /** Fetches what is new. One fetch at a time; one that is asked for meanwhile follows. */
  refresh(): Promise<void> {
    if (this.running !== undefined) {
      this.again = true;
      return this.running;
    }
    this.running = this.fetchAll();
    return this.running;
  }

  /** Whether the token is revoked. */
  covers(token: RevocableToken): boolean {
    if (this.entries.size === 0) return false;
    if (token.session !== undefined && this.entries.has(token.session)) return true;
    if (token.token !== undefined && this.entries.has(token.token)) return true;
    const subject = this.entries.get(token.subject);
    if (!subject) return false;
    // `iat` counts whole seconds. The sessions of that second are in the list one by one; tokens without a
    // session are refused for the whole second.
    const second = Math.floor(subject.at / 1_000);
    return token.session === undefined ? token.issuedAt <= second : token.issuedAt < second;
  }

  /** Calls back after each change; gives the function that ends it. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  get size(): number {
    return this.entries.size;
  }

  private async fetchAll(): Promise<void> {
    try {
      await this.fetchUntilStill();
    } finally {
      this.running = undefined;
    }
  }

  private async fetchUntilStill(): Promise<void> {
    do {
      this.again = false;
      const since = this.latest === undefined ? undefined : new Date(this.latest - OVERLAP_MS).toISOString();
      let cursor: string | undefined;
      let changed = false;
      do {
        const page = await this.fetchPage(since, cursor);
        for (const entry of page.items) changed = this.take(entry) || changed;
        cursor = page.next;
      } while (cursor);
      this.latest ??= 0;
      this.sweep(Date.now());
      if (changed) for (const listener of this.listeners) listener();
    } while (this.again);
  }

  private take({ key, at, until }: Revocation): boolean {
    const entry = { at: Date.parse(at), until: Date.parse(until) };
    this.latest = Math.max(this.latest ?? 0, entry.at);
    const known = this.entries.get(key);
    if (known && known.at >= entry.at) return false;
    this.entries.set(key, entry);
    return true;
  }

  private sweep(now: number): void {
    if (now - this.sweptAt < SWEEP_MS) return;
    this.sweptAt = now;
    for (const [key, { until }] of this.entries) if (until < now) this.entries.delete(key);
  }
}
