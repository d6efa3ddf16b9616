import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { runCommand } from '#libs/local-servers';
import type { CityHome } from '../city/home.js';
import { type Finding, fail, ok, warn } from './finding.js';

const GB = 1e9;
const LEAST_DISK_GB = 1;
const GOOD_DISK_GB = 5;
const GOOD_MEMORY_GB = 3;
/** Certificates, tokens and deadlines are wrong with a clock before this code was written. */
const EARLIEST_SANE_TIME = Date.UTC(2026, 0, 1);
const CLOCK_TOLERANCE_MS = 5_000;

/** Node: at least 20.19. */
export async function checkNode(): Promise<Finding> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const found = process.versions.node;
  if (major > 20 || (major === 20 && minor >= 19)) return ok('Node', found);
  return fail('Node', found, 'Install Node 20.19 or newer.');
}

/** Room for binaries (0.3 GB), databases and streams. */
export async function checkDisk(home: CityHome): Promise<Finding> {
  const disk = await statfs(nearestFolder(home.path));
  const free = (disk.bavail * disk.bsize) / GB;
  const found = `${free.toFixed(1)} GB free`;
  const remedy = `Free some space, or put the city elsewhere with CITYBRAIN_HOME (now ${home.path}).`;
  if (free < LEAST_DISK_GB) return fail('Disk', found, remedy);
  return free < GOOD_DISK_GB ? warn('Disk', found, remedy) : ok('Disk', found);
}

/** A city takes up to 2.5 GB, `--single` 0.6 GB. */
export async function checkMemory(): Promise<Finding> {
  const total = totalmem() / GB;
  const found = `${total.toFixed(1)} GB, ${(freemem() / GB).toFixed(1)} GB free`;
  if (total >= GOOD_MEMORY_GB) return ok('Memory', found);
  return warn('Memory', found, 'Use `npm start -- --single`, which takes 0.6 GB.');
}

/** Whether the home can be written. */
export async function checkWriteAccess(home: CityHome): Promise<Finding> {
  const folder = nearestFolder(home.path);
  try {
    await rm(await mkdtemp(join(folder, '.citybrain-doctor-')), { recursive: true });
    return ok('Write access', home.path);
  } catch (error) {
    const remedy = 'Change the rights of that folder, or set CITYBRAIN_HOME to one of yours.';
    return fail('Write access', (error as Error).message, remedy);
  }
}

/** A sane date, and a clock that agrees with the file system's. */
export async function checkClock(): Promise<Finding> {
  const remedy = 'Set the clock, e.g. with NTP: tokens and deadlines depend on it.';
  if (Date.now() < EARLIEST_SANE_TIME) return fail('Clock', new Date().toISOString(), remedy);
  const folder = await mkdtemp(join((await import('node:os')).tmpdir(), 'citybrain-clock-'));
  try {
    await mkdir(folder, { recursive: true });
    const file = join(folder, 'now');
    await writeFile(file, '');
    const apart = Math.abs((await stat(file)).mtimeMs - Date.now());
    if (apart > CLOCK_TOLERANCE_MS)
      return warn('Clock', `${Math.round(apart / 1000)} s off the disk's`, remedy);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return clockIsSynchronised(remedy);
}

async function clockIsSynchronised(remedy: string): Promise<Finding> {
  const asked = await runCommand('timedatectl', ['show', '-p', 'NTPSynchronized', '--value'], {
    timeoutMs: 3_000,
  });
  const now = new Date().toISOString();
  return asked.code === 0 && asked.stdout.trim() === 'no'
    ? warn('Clock', `${now}, not synchronised`, remedy)
    : ok('Clock', now);
}

function nearestFolder(path: string): string {
  let folder = path;
  while (!existsSync(folder)) folder = dirname(folder);
  return folder;
}
