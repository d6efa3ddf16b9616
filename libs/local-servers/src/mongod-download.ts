import { spawn } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLine } from './run-command.js';

/** No first byte by then: the download site is not reachable. */
const FIRST_BYTE_LIMIT_MS = 8_000;
const STALL_LIMIT_MS = 30_000;
const TOTAL_LIMIT_MS = 10 * 60_000;

/** Runs in a child of its own, because the library prints on stdout and offers no way to stop a hanging download. */
const CHILD_SCRIPT = `
const { MongoBinary } = require(process.argv[1]);
MongoBinary.getPath({ version: process.argv[2], downloadDir: process.argv[3] }).then(
  (path) => process.send({ path }, () => process.exit(0)),
  (error) => { process.stderr.write(String(error.message).split('\\n')[0]); process.exit(1); },
);`;

/**
 * MongoDB's official download through mongodb-memory-server-core, which checks the archive's digest.
 * Fails within seconds on a machine without internet.
 * @returns path of mongod below `folder`
 * @throws Error with a one-line reason
 */
export async function downloadMongod(
  version: string,
  folder: string,
  env: NodeJS.ProcessEnv,
  onProgress: (line: string) => void,
): Promise<string> {
  const library = createRequire(import.meta.url).resolve('mongodb-memory-server-core');
  const child = spawn(process.execPath, ['-e', CHILD_SCRIPT, library, version, folder], {
    env: { ...env, NODE_OPTIONS: '', MONGOMS_PREFER_GLOBAL_PATH: 'false', MONGOMS_MAX_RETRIES: '0' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let path: string | undefined;
  let stderr = '';
  let stopped: string | undefined;
  child.on('message', (message: { path: string }) => {
    path = message.path;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const finished = new AbortController();
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => resolve());
    child.on('error', () => resolve());
  }).finally(() => finished.abort());
  const watched = watchProgress(folder, onProgress, finished.signal).then((reason) => {
    if (reason === undefined) return;
    stopped = reason;
    child.kill('SIGKILL');
  });
  await Promise.all([ended, watched]);
  if (path) return path;
  throw new Error(stopped ?? (lastLine(stderr) || 'the download ended without a file'));
}

/** Watches the folder grow; resolves with a reason when the download should be given up. */
async function watchProgress(
  folder: string,
  onProgress: (line: string) => void,
  finished: AbortSignal,
): Promise<string | undefined> {
  const started = Date.now();
  let bytes = 0;
  let grewAt = started;
  while (!finished.aborted) {
    await sleep(500, undefined, { signal: finished }).catch(() => undefined);
    const now = Date.now();
    const size = await folderSize(folder);
    if (size > bytes) {
      bytes = size;
      grewAt = now;
      onProgress(`downloading mongod: ${Math.round(bytes / 1e6)} MB`);
    }
    if (bytes === 0 && now - started > FIRST_BYTE_LIMIT_MS) return 'the download site does not answer';
    if (now - grewAt > STALL_LIMIT_MS) return 'the download stalled';
    if (now - started > TOTAL_LIMIT_MS) return 'the download took too long';
  }
  return undefined;
}

async function folderSize(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        (found) => found.size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
