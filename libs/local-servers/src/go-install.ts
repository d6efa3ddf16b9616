import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lastLine, runCommand } from './run-command.js';

const BUILD_LIMIT_MS = 10 * 60_000;

/**
 * Builds a pinned Go program into `folder`; takes 40 to 80 s.
 * @returns path of the binary
 * @throws Error with a one-line reason
 */
export async function goInstall(
  module: string,
  version: string,
  binary: string,
  folder: string,
  env: NodeJS.ProcessEnv,
  onProgress: (line: string) => void,
): Promise<string> {
  const gobin = join(folder, 'bin');
  await mkdir(gobin);
  onProgress(`building ${binary} ${version} with Go (about a minute)`);
  const result = await runCommand('go', ['install', `${module}@v${version}`], {
    timeoutMs: BUILD_LIMIT_MS,
    // GOFLAGS of a surrounding project (-mod=vendor) would break an install by version.
    env: { ...env, GOBIN: gobin, GOFLAGS: '' },
    onLine: onProgress,
  });
  if (result.code !== 0) throw new Error(`go install failed: ${lastLine(result.stderr)}`);
  return join(gobin, binary);
}
