import { hash } from 'node:crypto';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { LRUCache } from 'lru-cache';
import { ServiceUnavailable, Unauthenticated } from '#libs/contract-kit';
import type { Principal } from './principal.js';

/** An issuer whose tokens are believed. */
export interface TrustedIssuer {
  /** Value of `iss`. */
  readonly issuer: string;
  /** Address of its key set, or `nats` for this city's identity service. */
  readonly jwks: string;
}

/** Fetches the key set of this city's own issuer over NATS. */
export type FetchCityKeys = () => Promise<JSONWebKeySet>;

const UNKNOWN_KEY_PAUSE_MS = 5_000;
const CLOCK_SKEW_SECONDS = 5;

/**
 * Verifies access tokens (RFC 9068) by issuer configuration. A verified token is remembered by its SHA-256
 * until it expires, so that the signature is checked once, not on every hop (decision 14).
 */
export class TokenVerifier {
  private readonly verified = new LRUCache<string, { principal: Principal; expiresAt: number }>({
    max: 20_000,
  });
  private readonly keySources: Map<string, JWTVerifyGetKey>;

  constructor(
    private readonly audience: string,
    issuers: readonly TrustedIssuer[],
    fetchCityKeys: FetchCityKeys,
  ) {
    this.keySources = new Map(
      issuers.map(({ issuer, jwks }) => [
        issuer,
        jwks === 'nats' ? cityKeys(fetchCityKeys) : remoteKeys(jwks),
      ]),
    );
  }

  /**
   * Who the token speaks for.
   * @throws Problem `unauthenticated` when it is malformed, expired, foreign, or badly signed;
   *   `service-unavailable` when the keys of its issuer cannot be had
   */
  async verify(token: string, now = Date.now()): Promise<Principal> {
    if (token.length > 8_192) throw Unauthenticated.with();
    const digest = hash('sha256', token, 'base64');
    const known = this.verified.get(digest);
    if (known && known.expiresAt > now) return known.principal;
    const { principal, expiresAt } = await this.check(token, now);
    this.verified.set(digest, { principal, expiresAt });
    return principal;
  }

  private async check(token: string, now: number): Promise<{ principal: Principal; expiresAt: number }> {
    try {
      const source = this.keySources.get(claimedIssuer(token));
      if (!source)
        throw Unauthenticated.with({ detail: { zh: '令牌签发方不受信任', en: 'The issuer is not trusted' } });
      const { payload } = await jwtVerify(token, source, {
        audience: this.audience,
        algorithms: ['EdDSA', 'ES256', 'RS256', 'PS256'],
        clockTolerance: CLOCK_SKEW_SECONDS,
        currentDate: new Date(now),
        requiredClaims: ['sub', 'exp', 'iss', 'aud'],
      });
      return {
        principal: {
          subject: String(payload.sub),
          ...(typeof payload.name === 'string' && { name: payload.name }),
          ...(typeof payload.org === 'string' && { organisation: payload.org }),
          ...(typeof payload.org_name === 'string' && { organisationName: payload.org_name }),
          ...(typeof payload.on_behalf_of === 'string' && { onBehalfOf: payload.on_behalf_of }),
          ...(typeof payload.acr === 'string' && { assurance: payload.acr }),
          roles: Array.isArray(payload.roles) ? payload.roles.filter((role) => typeof role === 'string') : [],
        },
        expiresAt: Number(payload.exp) * 1_000,
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

/** Keys at an address. That an issuer does not answer says nothing about its tokens. */
function remoteKeys(address: string): JWTVerifyGetKey {
  const source = createRemoteJWKSet(new URL(address));
  return async (header, token) => {
    try {
      return await source(header, token);
    } catch (error) {
      const answered =
        error instanceof errors.JWKSNoMatchingKey ||
        error instanceof errors.JWKSMultipleMatchingKeys ||
        error instanceof errors.JOSENotSupported;
      if (answered) throw error;
      throw ServiceUnavailable.with({
        detail: { zh: '令牌签发方的公钥暂时无法获取', en: 'The keys of the issuer cannot be fetched' },
        retryAfter: 1,
        cause: error,
      });
    }
  };
}

/** Keys of the city's issuer: fetched when first needed, and again (not too often) when a key is unknown. */
function cityKeys(fetchKeys: FetchCityKeys): JWTVerifyGetKey {
  let keys: { set: ReturnType<typeof createLocalJWKSet>; at: number } | undefined;
  let fetching: Promise<void> | undefined;
  const refresh = () => {
    fetching ??= fetchKeys()
      .then((set) => {
        keys = { set: createLocalJWKSet(set), at: Date.now() };
      })
      .finally(() => {
        fetching = undefined;
      });
    return fetching;
  };
  return async (header, token) => {
    if (!keys) await refresh();
    try {
      if (keys) return await keys.set(header, token);
    } catch (error) {
      const stale = keys && Date.now() - keys.at > UNKNOWN_KEY_PAUSE_MS;
      if (!(error instanceof errors.JWKSNoMatchingKey) || !stale) throw error;
      await refresh();
    }
    if (!keys) throw new errors.JWKSNoMatchingKey();
    return keys.set(header, token);
  };
}
