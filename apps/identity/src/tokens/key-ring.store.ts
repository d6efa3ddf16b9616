import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { type Collection, MongoServerError } from 'mongodb';
import type { ServiceRuntime } from '#libs/service-host';
import type { Sealed, Vault } from './sealed.js';

/** A key pair as the database holds it: the public half, and the private half sealed. */
export interface KeptKey {
  readonly kid: string;
  readonly x: string;
  readonly sealed: Sealed;
  readonly createdAt: Date;
  /** Since when it no longer signs. */
  readonly retiredAt?: Date;
}

/** All keys in one document, so that a rotation is one atomic write. */
export interface KeyRing {
  readonly _id: string;
  readonly version: number;
  /** Signs. */
  readonly current: KeptKey;
  readonly currentSince: Date;
  /** Published already; signs after the next rotation. */
  readonly next: KeptKey;
  /** Sign no more; published until every token they signed has ended. */
  readonly previous: readonly KeptKey[];
}

/** The plain key of the first release. */
interface FirstKey {
  readonly _id: string;
  readonly jwk: JWK;
  readonly createdAt: Date;
}

const RING = 'ring';
const FIRST = 'first';

/** Keeps the ring; makes it at the first start, from the key of the first release where there is one. */
export class KeyRingStore {
  private readonly rings: Collection<KeyRing>;
  private readonly firstKeys: Collection<FirstKey>;

  constructor(
    runtime: ServiceRuntime,
    private readonly vault: Vault,
  ) {
    this.rings = runtime.database.db.collection('signing-keys');
    this.firstKeys = runtime.database.db.collection('signing-keys');
  }

  async load(now: Date): Promise<KeyRing> {
    const ring = (await this.rings.findOne({ _id: RING })) ?? (await this.make(now));
    // Only once its sealed copy is kept.
    await this.firstKeys.deleteOne({ _id: FIRST });
    return ring;
  }

  async version(): Promise<number> {
    const found = await this.rings.findOne({ _id: RING }, { projection: { version: 1 } });
    return found?.version ?? 0;
  }

  /** @returns false when another instance changed the ring meanwhile */
  async replace(before: KeyRing, changes: Omit<KeyRing, '_id' | 'version'>): Promise<boolean> {
    const after: KeyRing = { _id: RING, version: before.version + 1, ...changes };
    const { modifiedCount } = await this.rings.replaceOne({ _id: RING, version: before.version }, after);
    return modifiedCount === 1;
  }

  async newKey(now: Date): Promise<KeptKey> {
    const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    return this.kept(await exportJWK(privateKey), now);
  }

  private async make(now: Date): Promise<KeyRing> {
    const first = await this.firstKeys.findOne({ _id: FIRST });
    const ring: KeyRing = {
      _id: RING,
      version: 1,
      current: first ? await this.kept(first.jwk, first.createdAt) : await this.newKey(now),
      currentSince: first?.createdAt ?? now,
      next: await this.newKey(now),
      previous: [],
    };
    try {
      await this.rings.insertOne(ring);
      return ring;
    } catch (error) {
      // Another instance was first; its ring is the one.
      const duplicate = error instanceof MongoServerError && error.code === 11000;
      const winner = duplicate && (await this.rings.findOne({ _id: RING }));
      if (!winner) throw error;
      return winner;
    }
  }

  private async kept(jwk: JWK, createdAt: Date): Promise<KeptKey> {
    const kid = await calculateJwkThumbprint(jwk);
    return { kid, x: String(jwk.x), sealed: this.vault.seal(JSON.stringify(jwk), kid), createdAt };
  }
}
