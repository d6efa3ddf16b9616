import { Injectable } from '@nestjs/common';
import { createLocalJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { cityIssuer, ServiceRuntime } from '#libs/service-host';
import { IdentitySettings } from '../identity-settings.js';
import { Revocations } from '../tokens/revocations.js';
import { SigningKeys } from '../tokens/signing-keys.js';

/** Our access tokens as we ourselves see them: whether they hold now, and taking them back. */
@Injectable()
export class OwnTokens {
  constructor(
    private readonly runtime: ServiceRuntime,
    private readonly settings: IdentitySettings,
    private readonly keys: SigningKeys,
    private readonly revocations: Revocations,
  ) {}

  /** Claims of an access token of ours that holds; undefined for any other. */
  async claimsOf(token: string): Promise<JWTPayload | undefined> {
    try {
      const { cityId } = this.runtime.configuration;
      const { payload } = await jwtVerify(token, createLocalJWKSet(this.keys.keySet()), {
        audience: cityId,
        issuer: [this.settings.issuer, cityIssuer(cityId)],
        algorithms: ['EdDSA'],
        typ: 'at+jwt',
        currentDate: this.runtime.now(),
      });
      return (await this.isRevoked(payload)) ? undefined : payload;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }

  async revoke({ jti }: JWTPayload): Promise<void> {
    if (jti) await this.revocations.revoke([{ kind: 'token', id: jti }]);
  }

  private async isRevoked({ jti, sid, sub, iat = 0 }: JWTPayload): Promise<boolean> {
    const [token, session, subject] = await Promise.all([
      jti !== undefined && this.revocations.holds('token', jti),
      typeof sid === 'string' && this.revocations.holds('session', sid),
      sub !== undefined && this.revocations.revokedAt('subject', sub),
    ]);
    return (
      token || session || (subject instanceof Date && iat * 1_000 <= subject.getTime() && sid === undefined)
    );
  }
}
