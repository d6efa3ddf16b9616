import { makeValidator, str } from 'envalid';
import type { TrustedIssuer } from '#libs/access';

// envalid's own json() repeats the text when it cannot read it, and some variables hold seeds.
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('is not JSON');
  }
}

const issuers = makeValidator((text: string): TrustedIssuer[] => {
  const list = parsed(text);
  if (!Array.isArray(list) || !list.every(isIssuer))
    throw new Error(
      'must be [{"issuer": "<name>", "jwks": "<address>"}, …]; without jwks the issuer is an address with a discovery document; further: audience, subjectPrefix, roles {"theirs": ["ours"]}, claims {"name", "organisation", "organisationName", "roles"}',
    );
  return list;
});

const address = makeValidator((text: string) => {
  if (text !== '' && !URL.canParse(text)) throw new Error('must be an address');
  return text;
});

/** Variables that say whose tokens are believed; every process has the same. */
export const ISSUER_VARIABLES = {
  TOKEN_ISSUERS: issuers({ desc: 'further trusted issuers', default: [] }),
  OIDC_ISSUER: address({ desc: 'name of the OpenID provider, its public address', default: '' }),
  PUBLIC_URL: address({ desc: 'public address of the gateway', default: '' }),
};

/** Where the gateway listens: names the OpenID provider when nothing else does. */
export const GATEWAY_ADDRESS = {
  GATEWAY_HOST: str({ default: '127.0.0.1' }),
  GATEWAY_PORT: str({ default: '3000' }),
};

interface IssuerVariables {
  readonly TOKEN_ISSUERS: readonly TrustedIssuer[];
  readonly OIDC_ISSUER: string;
  readonly PUBLIC_URL: string;
  readonly GATEWAY_HOST: string;
  readonly GATEWAY_PORT: string | number;
}

/** Issuer name of this city's own identity service in the tokens of `signIn`. */
export function cityIssuer(cityId: string): string {
  return `urn:citybrain:${cityId}:identity`;
}

/** Issuer name of this city's OpenID provider: `OIDC_ISSUER`, or `/oidc` below the gateway's public address. */
export function oidcIssuer(read: Omit<IssuerVariables, 'TOKEN_ISSUERS'>): string {
  if (read.OIDC_ISSUER) return read.OIDC_ISSUER.replace(/\/$/, '');
  const gateway = read.PUBLIC_URL || `http://${read.GATEWAY_HOST}:${read.GATEWAY_PORT}`;
  return `${gateway.replace(/\/$/, '')}/oidc`;
}

/** Everybody whose tokens are believed: this city's identity service by both its names, then the configured. */
export function trustedIssuers(cityId: string, read: IssuerVariables): TrustedIssuer[] {
  return [
    { issuer: cityIssuer(cityId), jwks: 'nats' },
    { issuer: oidcIssuer(read), jwks: 'nats' },
    ...read.TOKEN_ISSUERS,
  ];
}

function isIssuer(value: unknown): value is TrustedIssuer {
  const { issuer, jwks, audience, subjectPrefix, roles, claims, ...rest } = (value ?? {}) as Record<
    string,
    unknown
  >;
  return (
    isText(issuer) &&
    (jwks === undefined
      ? /^https?:/.test(issuer) && URL.canParse(issuer)
      : isText(jwks) && (jwks === 'nats' || URL.canParse(jwks))) &&
    (audience === undefined || isText(audience)) &&
    (subjectPrefix === undefined || isText(subjectPrefix)) &&
    (roles === undefined || isMap(roles, (each) => Array.isArray(each) && each.every(isText))) &&
    (claims === undefined || isMap(claims, isText)) &&
    Object.keys(rest).length === 0
  );
}

function isMap(value: unknown, holds: (each: unknown) => boolean): boolean {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(holds)
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
