import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { UserError } from '../user-error.js';

const CITY_ID = /^[a-z][a-z0-9-]{0,30}$/;
const SEED_FILE = join('seeds', 'city.yaml');

/**
 * The city's id, which prefixes databases and names the NATS account: CITY_ID, else `cityId` of seeds/city.yaml, else
 * "demo".
 * @throws UserError when it is not a short lower-case name
 */
export async function resolveCityId(root: string, env: NodeJS.ProcessEnv): Promise<string> {
  const id = env.CITY_ID || (await fromSeeds(root)) || 'demo';
  if (CITY_ID.test(id)) return id;
  throw new UserError(
    `The city id ${JSON.stringify(id)} is not allowed.`,
    `Use a letter and up to 30 lower-case letters, digits and hyphens in CITY_ID or ${SEED_FILE}.`,
  );
}

async function fromSeeds(root: string): Promise<string | undefined> {
  const text = await readFile(join(root, SEED_FILE), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const city: unknown = parse(text);
  return typeof city === 'object' && city !== null && 'cityId' in city ? String(city.cityId) : undefined;
}
