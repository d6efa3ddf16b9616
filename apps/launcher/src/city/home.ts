import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { projectRoot } from '#libs/local-servers';

/** Where one city keeps everything on this machine. */
export interface CityHome {
  readonly path: string;
  /** Databases and streams; the only folder `--fresh` deletes. */
  readonly data: string;
  readonly mongoData: string;
  readonly natsData: string;
  /** A restore under way; renamed to `data` when it is whole. */
  readonly restoring: string;
  /** Backups, and what a restore has replaced. */
  readonly backups: string;
  /** There after a restore until the city has taken up its data. */
  readonly restoredFile: string;
  /** Epoch keys of personal data; outside `data`, so that no backup of the data takes them along. */
  readonly keys: string;
  readonly logs: string;
  readonly run: string;
  readonly stateFile: string;
  readonly portsFile: string;
  readonly lockFile: string;
  readonly secretsFile: string;
  readonly demoAccountsFile: string;
  readonly integratorSeedFile: string;
}

/** The home of the city: the given folder, CITYBRAIN_HOME, else `.citybrain` in the project. */
export function cityHome(path?: string, env: NodeJS.ProcessEnv = process.env): CityHome {
  const home = resolve(path ?? (env.CITYBRAIN_HOME || join(projectRoot(), '.citybrain')));
  const run = join(home, 'run');
  const data = join(home, 'data');
  return {
    path: home,
    data,
    mongoData: join(data, 'mongo'),
    natsData: join(data, 'nats'),
    restoring: join(home, 'data.restoring'),
    backups: join(home, 'backups'),
    restoredFile: join(data, 'restored.json'),
    keys: join(home, 'keys'),
    logs: join(home, 'logs'),
    run,
    stateFile: join(run, 'state.json'),
    portsFile: join(run, 'ports.json'),
    lockFile: join(run, 'launcher.lock'),
    secretsFile: join(home, 'secrets.json'),
    demoAccountsFile: join(home, 'demo-accounts.json'),
    integratorSeedFile: join(home, 'integrator.nk'),
  };
}

/** Deletes data, the keys of its personal data and the accounts that belong to it; secrets, logs and the cache stay. */
export async function wipeData(home: CityHome): Promise<void> {
  await rm(home.data, { recursive: true, force: true });
  await rm(home.keys, { recursive: true, force: true });
  await rm(home.demoAccountsFile, { force: true });
}

/**
 * Replaces a file in one step, readable by its owner only; a reader sees the old text or the new, never half.
 * Synchronous, so that a pid is on disk before anything else happens.
 */
export function writeAtomically(path: string, text: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(draft, text, { mode: 0o600 });
    chmodSync(draft, 0o600);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** The JSON in a file, or undefined when there is no such file or it is not JSON. */
export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
