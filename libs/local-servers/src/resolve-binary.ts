import { defaultCacheDir, type FoundBinary, fillCache, fromCache } from './binary-cache.js';
import { type Attempt, ServerBinaryNotFound } from './errors.js';
import { findOnPath } from './find-on-path.js';
import { binaryVersion, isAtLeast } from './versions.js';

export interface ResolveOptions {
  /** Default: CITYBRAIN_CACHE, else `.citybrain/cache` in the project. */
  readonly cacheDir?: string;
  /** Default: process.env. */
  readonly env?: NodeJS.ProcessEnv;
  /** False looks only (for `doctor`): nothing is downloaded or built. Default: true. */
  readonly fetch?: boolean;
  readonly onProgress?: (line: string) => void;
}

/** One way to fetch a binary: the cache entry it fills, and how. */
export interface BinarySource {
  readonly key: string;
  readonly source: string;
  readonly version: string;
  /** Why this way is closed on this machine; undefined when it is open. */
  closed(env: NodeJS.ProcessEnv): Promise<string | undefined> | string | undefined;
  fetch(folder: string, env: NodeJS.ProcessEnv, onProgress: (line: string) => void): Promise<string>;
}

/** What is searched for: the order is PATH, cache (in the sources' order), then each source. */
export interface BinarySearch {
  readonly binary: string;
  readonly oldest: string;
  readonly sources: readonly BinarySource[];
  readonly remedies: readonly string[];
}

/**
 * Finds or fetches a server binary; the first way that answers wins.
 * @throws ServerBinaryNotFound with every way tried
 */
export async function resolveBinary(
  search: BinarySearch,
  options: ResolveOptions,
  tried: Attempt[],
): Promise<FoundBinary> {
  const env = options.env ?? process.env;
  const cacheDir = options.cacheDir ?? defaultCacheDir(env);
  const onProgress = options.onProgress ?? (() => undefined);

  const onPath = await lookOnPath(search, env, tried);
  if (onPath) return onPath;

  for (const source of search.sources) {
    const cached = await fromCache(cacheDir, source.key, search.binary);
    if (cached) return cached;
  }
  tried.push({ source: 'cache', outcome: `nothing in ${cacheDir}` });

  for (const source of search.sources) {
    if (options.fetch === false) continue;
    const closed = await source.closed(env);
    if (closed !== undefined) {
      tried.push({ source: source.source, outcome: closed });
      continue;
    }
    try {
      const origin = { source: source.source, version: source.version };
      return await fillCache(cacheDir, source.key, search.binary, origin, (folder) =>
        source.fetch(folder, env, onProgress),
      );
    } catch (error) {
      tried.push({ source: source.source, outcome: (error as Error).message });
    }
  }
  throw new ServerBinaryNotFound(search.binary, tried, search.remedies);
}

async function lookOnPath(
  search: BinarySearch,
  env: NodeJS.ProcessEnv,
  tried: Attempt[],
): Promise<FoundBinary | undefined> {
  const path = await findOnPath(search.binary, env);
  if (!path) {
    tried.push({ source: 'PATH', outcome: `no ${search.binary}` });
    return undefined;
  }
  const version = await binaryVersion(path);
  if (version !== undefined && isAtLeast(version, search.oldest)) {
    return { kind: 'binary', path, source: 'PATH', version };
  }
  const what = version === undefined ? 'does not run here' : `is ${version}, older than ${search.oldest}`;
  tried.push({ source: 'PATH', outcome: `${path} ${what}` });
  return undefined;
}
