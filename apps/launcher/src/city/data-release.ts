import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CityHome, writeAtomically } from './home.js';

const FILE = 'citybrain-release';
/** The first release left no note. */
const FIRST = '0.1.0';

/** The release that had this home's data last; undefined when there is no data. */
export async function dataRelease(home: CityHome): Promise<string | undefined> {
  if (!existsSync(home.mongoData)) return undefined;
  return (await readFile(join(home.data, FILE), 'utf8').catch(() => FIRST)).trim();
}

/** Notes that the city of this release is ready on the data. */
export function noteRelease(home: CityHome, release: string): void {
  writeAtomically(join(home.data, FILE), `${release}\n`);
}
