import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose';
import { ServiceUnavailable } from '#libs/contract-kit';

/** Fetches the key set of this city's own issuer over NATS. */
export type FetchCityKeys = () => Promise<JSONWebKeySet>;

const UNKNOWN_KEY_PAUSE_MS = 5_000;
const DISCOVERY_MS = 5_000;

/** Keys at an address. That an issuer does not answer says nothing about its tokens. */
export function remoteKeys(address: string): JWTVerifyGetKey {
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
      throw unreachable(error);
    }
  };
}

/** Keys of an issuer whose discovery document (OpenID Connect Discovery 1.0 §4) says where they are. */
export function discoveredKeys(issuer: string): JWTVerifyGetKey {
  let source: Promise<JWTVerifyGetKey> | undefined;
  return async (header, token) => {
    source ??= discover(issuer).catch((error: unknown) => {
      source = undefined; // the next token asks again
      throw unreachable(error);
    });
    return (await source)(header, token);
  };
}

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(address, { signal: AbortSignal.timeout(DISCOVERY_MS) });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  const document = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown };
  if (document.issuer !== issuer) throw new Error(`${address} is the document of another issuer`);
  if (typeof document.jwks_uri !== 'string') throw new Error(`${address} names no jwks_uri`);
  return remoteKeys(document.jwks_uri);
}

function unreachable(cause: unknown) {
  return ServiceUnavailable.with({
    detail: { zh: '令牌签发方的公钥暂时无法获取', en: 'The keys of the issuer cannot be fetched' },
    retryAfter: 1,
    cause,
  });
}

/** Keys of the city's issuer: fetched when first needed, when told to, and (not too often) for an unknown key. */
export class CityKeys {
  private keys: { set: ReturnType<typeof createLocalJWKSet>; at: number } | undefined;
  private fetching: Promise<void> | undefined;

  constructor(private readonly fetchKeys: FetchCityKeys) {}

  readonly source: JWTVerifyGetKey = async (header, token) => {
    if (!this.keys) await this.refresh();
    try {
      if (this.keys) return await this.keys.set(header, token);
    } catch (error) {
      const stale = this.keys && Date.now() - this.keys.at > UNKNOWN_KEY_PAUSE_MS;
      if (!(error instanceof errors.JWKSNoMatchingKey) || !stale) throw error;
      await this.refresh();
    }
    if (!this.keys) throw new errors.JWKSNoMatchingKey();
    return this.keys.set(header, token);
  };

  /** Fetches the set again; those who ask meanwhile share the answer. */
  refresh(): Promise<void> {
    this.fetching ??= this.fetchKeys()
      .then((set) => {
        this.keys = { set: createLocalJWKSet(set), at: Date.now() };
      })
      .finally(() => {
        this.fetching = undefined;
      });
    return this.fetching;
  }
}
