import { Injectable } from '@nestjs/common';
import { cleanEnv, num, str } from 'envalid';
import { ServiceRuntime } from '#libs/service-host';

const SHORTEST_SECRET = 32;
const DAY_MS = 86_400_000;

/** What identity alone reads from its environment. Checked at start; a fault names the variable. */
@Injectable()
export class IdentitySettings {
  /** Deployment secret under which private keys are kept. */
  readonly keySecret: string;
  /** Age at which the signing key is changed by itself. */
  readonly keyLifeMs: number;
  /** Name of the OpenID provider, its public address: `http://127.0.0.1:3000/oidc`. */
  readonly issuer: string;

  constructor(runtime: ServiceRuntime) {
    const faults: string[] = [];
    const read = cleanEnv(
      runtime.environment,
      {
        IDENTITY_KEY_SECRET: str({ desc: 'deployment secret under which private keys are kept' }),
        SIGNING_KEY_DAYS: num({ desc: 'days after which the signing key is changed', default: 90 }),
      },
      {
        reporter: ({ errors }) => {
          for (const [name, error] of Object.entries(errors))
            faults.push(`${name}: ${error?.message ?? 'is wrong'}`);
        },
      },
    );
    if (faults.length === 0 && read.IDENTITY_KEY_SECRET.length < SHORTEST_SECRET)
      faults.push(`IDENTITY_KEY_SECRET: needs at least ${SHORTEST_SECRET} characters`);
    if (faults.length === 0 && !(read.SIGNING_KEY_DAYS >= 1))
      faults.push('SIGNING_KEY_DAYS: must be 1 or more');
    if (faults.length > 0) throw new Error(`The environment of identity is incomplete. ${faults.join('; ')}`);
    this.keySecret = read.IDENTITY_KEY_SECRET;
    this.keyLifeMs = read.SIGNING_KEY_DAYS * DAY_MS;
    this.issuer = runtime.configuration.oidcIssuer;
  }
}
