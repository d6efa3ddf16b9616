import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { release } from '#libs/service-host';
import { isNewer } from '../backup/look-at-archive.js';
import { dataRelease } from '../city/data-release.js';
import type { CityHome } from '../city/home.js';
import { type Finding, fail, ok, warn } from './finding.js';

/** Whether this release can start on the data of the home, and what it would do. */
export async function checkData(home: CityHome): Promise<Finding> {
  const check = 'Data';
  if (
    existsSync(home.restoring) &&
    !existsSync(home.mongoData) &&
    !existsSync(join(home.restoring, 'restored.json'))
  )
    return fail(check, 'a restore was broken off', 'Run it again: npx citybrain restore <file>');
  const data = await dataRelease(home);
  const own = release();
  if (data === undefined) return ok(check, 'none yet');
  if (data === own) return ok(check, `of this release, ${own}`);
  if (isNewer(data, own))
    return warn(
      check,
      `of release ${data}; this is ${own}`,
      `Use release ${data} or newer; older code may refuse the data.`,
    );
  return warn(
    check,
    `of release ${data}; the next start upgrades it to ${own}`,
    'Make a backup first: npx citybrain backup',
  );
}
