import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import type { Principal } from '#libs/access';
import { cityIssuer, ServiceRuntime } from '#libs/service-host';
import type { Token } from '../../contract/session.dto.js';
import { SigningKeys } from './signing-keys.js';
import { LIFETIME } from './token-lifetimes.js';

/** The claims by which every access token says who it speaks for, besides `sub`. */
export function principalClaims(principal: Principal) {
  return {
    name: principal.name,
    org: principal.organisation,
    org_name: principal.organisationName,
    roles: [...principal.roles],
    on_behalf_of: principal.onBehalfOf,
    acr: principal.assurance,
  };
}

/** Access tokens (RFC 9068) of the direct grant; the OpenID provider makes its own, with the same claims. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly runtime: ServiceRuntime,
    private readonly keys: SigningKeys,
  ) {}

  /** @param longest seconds that the token holds at most */
  async issue(principal: Principal, session: string, longest: number = LIFETIME.direct): Promise<Token> {
    const { kid, key } = this.keys.signer();
    const { cityId } = this.runtime.configuration;
    const expiresIn = Math.max(1, Math.min(LIFETIME.direct, Math.floor(longest)));
    const now = Math.floor(this.runtime.now().getTime() / 1_000);
    const accessToken = await new SignJWT({ ...principalClaims(principal), sid: session })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid })
      .setIssuer(cityIssuer(cityId))
      .setAudience(cityId)
      .setSubject(principal.subject)
      .setJti(randomUUID())
      .setIssuedAt(now)
      .setExpirationTime(now + expiresIn)
      .sign(key);
    return { accessToken, tokenType: 'Bearer', expiresIn };
  }
}
