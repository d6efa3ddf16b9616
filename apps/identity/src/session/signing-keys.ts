import { Injectable } from '@nestjs/common';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { type Collection, MongoServerError } from 'mongodb';
import type { Principal } from '#libs/access';
import { cityIssuer, ServiceRuntime } from '#libs/service-host';
import type { KeySet, PublicKey, Token } from '../../contract/session.dto.js';

interface KeptKey {
  _id: string;
  jwk: JWK;
  createdAt: Date;
}

type SigningKey = Awaited<ReturnType<typeof importJWK>>;

const LIFETIME_SECONDS = 4 * 3_600;
const FIRST = 'first';

/** The Ed25519 keys that sign tokens, kept in this service's database. Made at the first start. */
@Injectable()
export class SigningKeys {
  private readonly keys: Collection<KeptKey>;
  private current: { key: SigningKey; kid: string } | undefined;
  private published: PublicKey[] = [];

  constructor(private readonly runtime: ServiceRuntime) {
    this.keys = runtime.database.db.collection('signing-keys');
    runtime.beforeServing(() => this.load());
  }

  keySet(): KeySet {
    return { keys: this.published };
  }

  /** An access token (RFC 9068) that speaks for the principal, for at most `longest` seconds. */
  async tokenFor(principal: Principal, longest = LIFETIME_SECONDS): Promise<Token> {
    if (!this.current) throw new Error('the signing key is not loaded');
    const { cityId } = this.runtime.configuration;
    const now = Math.floor(this.runtime.now().getTime() / 1_000);
    const expiresIn = Math.max(1, Math.min(LIFETIME_SECONDS, Math.floor(longest)));
    const accessToken = await new SignJWT({
      name: principal.name,
      org: principal.organisation,
      org_name: principal.organisationName,
      roles: principal.roles,
      on_behalf_of: principal.onBehalfOf,
      acr: principal.assurance,
    })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: this.current.kid })
      .setIssuer(cityIssuer(cityId))
      .setAudience(cityId)
      .setSubject(principal.subject)
      .setIssuedAt(now)
      .setExpirationTime(now + expiresIn)
      .sign(this.current.key);
    return { accessToken, tokenType: 'Bearer', expiresIn };
  }

  private async load(): Promise<void> {
    const kept = await this.firstKey();
    const kid = await calculateJwkThumbprint(kept.jwk);
    this.current = { key: await importJWK(kept.jwk, 'EdDSA'), kid };
    this.published = [{ kid, kty: 'OKP', crv: 'Ed25519', x: String(kept.jwk.x), use: 'sig', alg: 'EdDSA' }];
  }

  private async firstKey(): Promise<KeptKey> {
    const existing = await this.keys.findOne({ _id: FIRST });
    if (existing) return existing;
    const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const made: KeptKey = { _id: FIRST, jwk: await exportJWK(privateKey), createdAt: new Date() };
    try {
      await this.keys.insertOne(made);
      return made;
    } catch (error) {
      // Another instance was first; its key is the one.
      const winner =
        error instanceof MongoServerError &&
        error.code === 11000 &&
        (await this.keys.findOne({ _id: FIRST }));
      if (!winner) throw error;
      return winner;
    }
  }
}
