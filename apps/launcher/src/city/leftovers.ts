import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CityHome } from './home.js';
import { commandLine, endProcess, processIdentity } from './process-identity.js';
import { readState, removeState } from './state-file.js';

const END_LIMIT_MS = 15_000;

/**
 * Stops what a launcher that died by kill -9 left behind. A process is ours when it is the very one in the state file,
 * or when a mongod that has locked our data folder names that folder on its command line.
 * @returns the names of those it stopped
 */
export async function stopLeftovers(home: CityHome): Promise<string[]> {
  const found = [...(await fromStateFile(home)), ...(await fromMongoLock(home))];
  const stopped: string[] = [];
  for (const { name, pid, identity } of found) {
    if (identity === undefined || processIdentity(pid) !== identity) continue;
    await endProcess(pid, identity, END_LIMIT_MS);
    stopped.push(name);
  }
  removeState(home);
  return stopped;
}

interface Leftover {
  readonly name: string;
  readonly pid: number;
  readonly identity: string | undefined;
}

async function fromStateFile(home: CityHome): Promise<Leftover[]> {
  const state = await readState(home);
  return (state?.processes ?? []).flatMap(({ name, pid, identity }) =>
    pid === undefined ? [] : [{ name, pid, identity }],
  );
}

/** mongod writes its pid into its data folder, which helps when the launcher died before it could. */
async function fromMongoLock(home: CityHome): Promise<Leftover[]> {
  const pid = Number.parseInt(
    await readFile(join(home.mongoData, 'mongod.lock'), 'utf8').catch(() => ''),
    10,
  );
  if (!(pid > 0) || !commandLine(pid).includes(home.mongoData)) return [];
  return [{ name: 'mongod', pid, identity: processIdentity(pid) }];
}
