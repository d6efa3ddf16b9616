import { Injectable } from '@nestjs/common';
import type { Collection, Filter } from 'mongodb';
import { type RevokedKind, revocationKey } from '#libs/access';
import { decodeCursor, encodeCursor, invalidCursor } from '#libs/contract-kit';
import { ServiceRuntime } from '#libs/service-host';
import type { ListRevocations, RevocationPage } from '../../contract/revocation.dto.js';
import { LONGEST_TOKEN_MS } from './token-lifetimes.js';

/** One revocation; `_id` is the digest that verifiers know it by. */
interface KeptRevocation {
  _id: string;
  at: Date;
  until: Date;
}

const PAGE = 1_000;

/** What was revoked and has not ended of itself. */
@Injectable()
export class Revocations {
  private readonly kept: Collection<KeptRevocation>;
  private readonly listeners: (() => void)[] = [];

  constructor(runtime: ServiceRuntime) {
    this.kept = runtime.database.db.collection('revocations');
    runtime.beforeServing(async () => {
      await this.kept.createIndexes([
        { key: { at: 1, _id: 1 }, name: 'since' },
        { key: { until: 1 }, name: 'expiry', expireAfterSeconds: 0 },
      ]);
    });
  }

  /** Calls back after each revocation of this instance. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Revokes; once it returns, every service refuses within about a second. */
  async revoke(what: readonly { kind: RevokedKind; id: string }[]): Promise<void> {
    if (what.length === 0) return;
    // The real clock: verifiers compare with `iat` and look back from the latest that they have seen.
    const at = new Date();
    const until = new Date(at.getTime() + LONGEST_TOKEN_MS);
    await this.kept.bulkWrite(
      what.map(({ kind, id }) => ({
        updateOne: {
          filter: { _id: revocationKey(kind, id) },
          update: { $set: { at, until } },
          upsert: true,
        },
      })),
      { ordered: false },
    );
    for (const listener of this.listeners) listener();
  }

  async holds(kind: RevokedKind, id: string): Promise<boolean> {
    return (await this.revokedAt(kind, id)) !== undefined;
  }

  async revokedAt(kind: RevokedKind, id: string): Promise<Date | undefined> {
    return (await this.kept.findOne({ _id: revocationKey(kind, id) }))?.at;
  }

  /** Changes with every revocation, whichever instance made it. */
  async mark(): Promise<string> {
    const [latest] = await this.kept.find().sort({ at: -1, _id: -1 }).limit(1).toArray();
    return latest ? `${latest.at.toISOString()} ${latest._id}` : '';
  }

  async list({ since, cursor }: ListRevocations): Promise<RevocationPage> {
    const filter: Filter<KeptRevocation> = {
      $and: [since ? { at: { $gte: new Date(since) } } : {}, cursor ? after(cursor) : {}],
    };
    const rows = await this.kept
      .find(filter)
      .sort({ at: 1, _id: 1 })
      .limit(PAGE + 1)
      .toArray();
    const page = rows.slice(0, PAGE);
    const last = page.at(-1);
    return {
      items: page.map(({ _id, at, until }) => ({
        key: _id,
        at: at.toISOString(),
        until: until.toISOString(),
      })),
      ...(rows.length > PAGE && last && { next: encodeCursor([last.at.toISOString(), last._id]) }),
    };
  }
}

/** @throws Problem `invalid-request` */
function after(cursor: string): Filter<KeptRevocation> {
  const [time, id] = decodeCursor(cursor) ?? [];
  if (typeof time !== 'string' || typeof id !== 'string' || Number.isNaN(Date.parse(time)))
    throw invalidCursor();
  const at = new Date(time);
  return { $or: [{ at: { $gt: at } }, { at, _id: { $gt: id } }] };
}
