import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import type { Principal } from '#libs/access';

type SigningKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

/** Signs tokens as an issuer does; where its key set is served is not its matter. */
export class TokenSigner {
  private constructor(
    readonly issuer: string,
    private readonly key: SigningKey,
    private readonly kid: string,
    /** Private: to be kept in a file that only its owner reads. */
    readonly privateJwk: JWK,
    /** What the issuer's `jwks` address answers. */
    readonly keySet: { readonly keys: readonly JWK[] },
  ) {}

  /** With a new Ed25519 key, or with one that was kept. */
  static async make(issuer: string, kept?: JWK): Promise<TokenSigner> {
    const privateJwk = kept ?? (await newKey());
    const { d: _private, ...publicJwk } = privateJwk;
    const kid = await calculateJwkThumbprint(publicJwk);
    const key = (await importJWK(privateJwk, 'EdDSA')) as SigningKey;
    const keySet = { keys: [{ ...publicJwk, kid, alg: 'EdDSA', use: 'sig' }] };
    return new TokenSigner(issuer, key, kid, privateJwk, keySet);
  }

  /** A token for the principal; `expiresIn` in seconds, negative for an expired one. */
  token(principal: Principal, audience: string, expiresIn = 3_600): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    return new SignJWT({
      name: principal.name,
      org: principal.organisation,
      org_name: principal.organisationName,
      roles: principal.roles,
      on_behalf_of: principal.onBehalfOf,
      acr: principal.assurance,
    })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: this.kid })
      .setIssuer(this.issuer)
      .setAudience(audience)
      .setSubject(principal.subject)
      .setIssuedAt(now - 3_600)
      .setExpirationTime(now + expiresIn)
      .sign(this.key);
  }
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return exportJWK(privateKey);
}
