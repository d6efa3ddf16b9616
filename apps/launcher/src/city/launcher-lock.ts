import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { UserError } from '../user-error.js';
import type { CityHome } from './home.js';
import { processIdentity } from './process-identity.js';

/** Another launcher holds this home. */
export class CityRunsAlready extends UserError {
  override readonly name = 'CityRunsAlready';
}

/**
 * Makes this process the only launcher of the home; the lock of a dead one is taken over.
 * @returns a function that gives the lock back
 * @throws CityRunsAlready
 */
export function takeLauncherLock(home: CityHome): () => void {
  mkdirSync(home.run, { recursive: true });
  const own = `${process.pid} ${processIdentity(process.pid)}`;
  const draft = `${home.lockFile}.${process.pid}`;
  writeFileSync(draft, own);
  try {
    // A link appears whole or not at all, so nobody reads a lock without its holder.
    if (!tryLink(draft, home.lockFile)) {
      const holder = read(home.lockFile);
      if (isHeld(holder)) throw runsAlready(holder);
      setAside(home.lockFile, holder);
      if (!tryLink(draft, home.lockFile)) throw runsAlready(read(home.lockFile));
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    if (read(home.lockFile) === own) rmSync(home.lockFile, { force: true });
  };
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

/** Removes a dead holder's lock, but not the one that a faster rival has put in its place meanwhile. */
function setAside(lock: string, deadHolder: string): void {
  const aside = `${lock}.dead.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  if (read(aside) !== deadHolder) tryLink(aside, lock);
  rmSync(aside, { force: true });
}

function isHeld(holder: string): boolean {
  const [pid = '', ...identity] = holder.split(' ');
  return processIdentity(Number(pid)) === identity.join(' ');
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function runsAlready(holder: string): CityRunsAlready {
  return new CityRunsAlready(
    `A city already runs or starts here (launcher pid ${holder.split(' ')[0]}).`,
    'See `npx citybrain status`; stop it with `npx citybrain down`.',
  );
}
