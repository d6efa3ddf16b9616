import { randomBytes } from 'node:crypto';
import { createUser } from '@nats-io/nkeys';
import { type CityHome, readJson, writeAtomically } from './home.js';

/** Secrets of one local city, made at its first start and kept in `secrets.json` (0600). */
export interface CitySecrets {
  /** 32 random bytes, base64url. */
  readonly bootstrapOperatorSecret: string;
  /** Under it identity keeps its private keys: without it, they are lost. 32 random bytes, base64url. */
  readonly identityKeySecret: string;
  /** 32 random bytes, base64url; only together with the epoch keys in `keys/` it opens personal data. */
  readonly personalDataSecret: string;
  /** NATS user → nkey seed. */
  readonly natsSeeds: Readonly<Record<string, string>>;
}

/** Reads the secrets and makes those that are missing, e.g. for a service added since. */
export async function ensureSecrets(home: CityHome, natsUsers: readonly string[]): Promise<CitySecrets> {
  const kept = ((await readJson(home.secretsFile)) ?? {}) as Partial<CitySecrets>;
  const seeds = natsUsers.map((user) => [user, kept.natsSeeds?.[user] ?? newSeed()]);
  const secrets: CitySecrets = {
    bootstrapOperatorSecret: kept.bootstrapOperatorSecret ?? randomBytes(32).toString('base64url'),
    identityKeySecret: kept.identityKeySecret ?? randomBytes(32).toString('base64url'),
    personalDataSecret: kept.personalDataSecret ?? randomBytes(32).toString('base64url'),
    natsSeeds: { ...kept.natsSeeds, ...Object.fromEntries(seeds) },
  };
  writeAtomically(home.secretsFile, `${JSON.stringify(secrets, null, 2)}\n`);
  writeAtomically(home.integratorSeedFile, `${secrets.natsSeeds.integrator ?? ''}\n`);
  return secrets;
}

function newSeed(): string {
  return new TextDecoder().decode(createUser().getSeed());
}
