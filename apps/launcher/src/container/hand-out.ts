import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { natsServerConfig } from '#libs/local-servers';
import { resolveCityId } from '../city/city-id.js';
import { loadContracts } from '../city/contracts.js';
import { cityHome } from '../city/home.js';
import { natsUserNames, natsUsers } from '../city/nats-identities.js';
import { type CitySecrets, ensureSecrets } from '../city/secrets.js';

/** The user of our image, which owns what a container is handed. */
const USER = 10_001;
const ENVIRONMENT_FILE = 'environment.json';

/** What one container is handed: a folder of its own, and the variables in it. */
export interface Handed {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The job `prepare`: makes the city's secrets at the first start, and hands each container only its own, in
 * `<folder>/<name>/environment.json`; and NATS its configuration, with users and rights, in `<folder>/nats/nats.conf`.
 * Runs as root, because only root may give files to others. Idempotent.
 */
export async function handOut(
  folder: string,
  root: string,
  services: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const secrets = await ensureSecrets(cityHome(join(folder, 'launcher'), env), natsUserNames(services));
  const account = await resolveCityId(root, env);
  const users = natsUsers(await loadContracts(services), secrets.natsSeeds);
  const config = natsServerConfig({ host: '0.0.0.0', port: 4222, storeDir: '/data', account, users });
  await mkdir(join(folder, 'nats'), { recursive: true });
  // Holds public keys only, and the official image's user is not ours to know.
  await writeFile(join(folder, 'nats', 'nats.conf'), config, { mode: 0o644 });
  for (const name of [...services, 'gateway']) await hand(join(folder, name), environmentOf(name, secrets));
  await hand(join(folder, 'jobs'), {
    NATS_NKEY_SEED: secrets.natsSeeds.operator ?? '',
    BOOTSTRAP_OPERATOR_SECRET: secrets.bootstrapOperatorSecret,
  });
}

function environmentOf(name: string, secrets: CitySecrets): Record<string, string> {
  return {
    NATS_NKEY_SEED: secrets.natsSeeds[name] ?? '',
    ...(name !== 'gateway' && { PERSONAL_DATA_SECRET: secrets.personalDataSecret }),
    ...(name === 'identity' && {
      BOOTSTRAP_OPERATOR_SECRET: secrets.bootstrapOperatorSecret,
      IDENTITY_KEY_SECRET: secrets.identityKeySecret,
    }),
  };
}

async function hand(folder: string, environment: Record<string, string>): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, ENVIRONMENT_FILE);
  await writeFile(file, JSON.stringify(environment), { mode: 0o400 });
  for (const path of [folder, file]) await chown(path, USER, USER);
  await chmod(folder, 0o700);
}
