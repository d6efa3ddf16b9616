import { hash } from 'node:crypto';
import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { Unauthenticated } from '#libs/contract-kit';
import { CityKeys, discoveredKeys, type FetchCityKeys, remoteKeys } from './key-sources.js';
import type { Principal } from './principal.js';
import {
  type FetchRevocations,
  type RevocableToken,
  RevocationList,
  revocationKey,
} from './revocation-list.js';
import { principalFrom, type TrustedIssuer } from './trusted-issuer.js';

/** What identity tells every second: marks that change when its keys or its revocations do. */
export interface TrustBeat {
  readonly keys: string;
  readonly revocations: string;
}

/** A token that was found good. */
export interface VerifiedToken {
  readonly principal: Principal;
  /** Unix milliseconds. */
  readonly expiresAt: number;
  readonly revocable: RevocableToken;
}

const CLOCK_SKEW_SECONDS = 5;

/**
 * Verifies access tokens (RFC 9068) by issuer configuration. A verified token is remembered by its SHA-256
 * until it expires, so that the signature is checked once, not on every hop (decision 14). Whether it was
 * revoked meanwhile is looked up every time, in a list in memory.
 */
export class TokenVerifier {
  private readonly verified = new LRUCache<string, VerifiedToken>({ max: 20_000 });
  private readonly issuers: Map<string, { issuer: TrustedIssuer; keys: JWTVerifyGetKey }>;
  private readonly cityKeys: CityKeys;
  private readonly revocations: RevocationList | undefined;
  private beat: TrustBeat | undefined;

  /** @param fetchRevocations absent: nothing is ever revoked (tests, tools) */
  constructor(
    private readonly audience: string,
    issuers: readonly TrustedIssuer[],
    fetchCityKeys: FetchCityKeys,
    fetchRevocations?: FetchRevocations,
  ) {
    this.cityKeys = new CityKeys(fetchCityKeys);
    this.revocations = fetchRevocations && new RevocationList(fetchRevocations);
    this.issuers = new Map(issuers.map((issuer) => [issuer.issuer, { issuer, keys: this.keysOf(issuer) }]));
  }

  /**
   * Who the token speaks for.
   * @throws Problem `unauthenticated` when it is malformed, expired, revoked, foreign, or badly signed;
   *   `service-unavailable` when the keys of its issuer cannot be had
   */
  async verify(token: string, now = Date.now()): Promise<Principal> {
    return (await this.inspect(token, now)).principal;
  }

  /** Like `verify`, with the token's end and what of it can be revoked: for streams that outlive a request. */
  async inspect(token: string, now = Date.now()): Promise<VerifiedToken> {
    if (token.length > 8_192) throw Unauthenticated.with();
    const digest = hash('sha256', token, 'base64');
    let known = this.verified.get(digest);
    if (!known || known.expiresAt <= now) {
      known = await this.check(token, now);
      this.verified.set(digest, known);
    }
    if (this.isRevoked(known)) throw REVOKED();
    return known;
  }

  /** Whether a token that was good has been revoked since. */
  isRevoked({ revocable }: VerifiedToken): boolean {
    return this.revocations?.covers(revocable) ?? false;
  }

  /** Calls back when something was revoked; gives the function that ends it. */
  onRevoked(listener: () => void): () => void {
    return this.revocations?.onChange(listener) ?? (() => undefined);
  }

  /**
   * Takes what identity tells: fetches what changed since the last time. Keys that are gone take their tokens
   * with them. Rejects when identity cannot be asked; the next beat asks again.
   */
  async heed(beat: TrustBeat): Promise<void> {
    const before = this.beat;
    if (before?.keys === beat.keys && before.revocations === beat.revocations) return;
    await Promise.all([
      before?.keys !== beat.keys && this.cityKeys.refresh().then(() => this.verified.clear()),
      before?.revocations !== beat.revocations && this.revocations?.refresh(),
    ]);
    this.beat = beat;
  }

  private keysOf({ issuer, jwks }: TrustedIssuer): JWTVerifyGetKey {
    if (jwks === 'nats') return this.cityKeys.source;
    return jwks === undefined ? discoveredKeys(issuer) : remoteKeys(jwks);
  }

  private async check(token: string, now: number): Promise<VerifiedToken> {
    try {
      const trusted = this.issuers.get(claimedIssuer(token));
      if (!trusted)
        throw Unauthenticated.with({ detail: { zh: '令牌签发方不受信任', en: 'The issuer is not trusted' } });
      const { issuer, keys } = trusted;
      const { payload } = await jwtVerify(token, keys, {
        audience: issuer.audience ?? this.audience,
        algorithms: ['EdDSA', 'ES256', 'RS256', 'PS256'],
        clockTolerance: CLOCK_SKEW_SECONDS,
        currentDate: new Date(now),
        requiredClaims: ['sub', 'exp', 'iss', 'aud'],
      });
      const principal = principalFrom(issuer, payload);
      // Only our own tokens wait for the list: others are believed even while identity is away.
      if (issuer.jwks === 'nats') await this.revocations?.ready();
      return {
        principal,
        expiresAt: Number(payload.exp) * 1_000,
        revocable: {
          subject: revocationKey('subject', principal.subject),
          issuedAt: Number(payload.iat ?? 0),
          ...(principal.session !== undefined && { session: revocationKey('session', principal.session) }),
          ...(typeof payload.jti === 'string' && { token: revocationKey('token', payload.jti) }),
        },
      };
    } catch (error) {
      if (error instanceof errors.JWTExpired) {
        throw Unauthenticated.with({ detail: { zh: '令牌已过期', en: 'The token has expired' } });
      }
      if (error instanceof errors.JOSEError) throw Unauthenticated.with({ cause: error });
      throw error;
    }
  }
}

const REVOKED = () =>
  Unauthenticated.with({ detail: { zh: '令牌已被撤销', en: 'The token has been revoked' } });

/** The `iss` of a token whose signature is not checked yet: only chooses which keys to check with. */
function claimedIssuer(token: string): string {
  const payload = token.split('.')[1] ?? '';
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    if (typeof claims === 'object' && claims !== null && 'iss' in claims) return String(claims.iss);
  } catch {
    // falls through: not a token
  }
  throw Unauthenticated.with();
}
