import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { findOnPath } from '#libs/local-servers';

const run = promisify(execFile);
const REQUIREMENTS = 'e2e/python/requirements.txt';

/** Path of a python3 that can make virtual environments; `undefined` when there is none. */
export async function findPython(): Promise<string | undefined> {
  const python = await findOnPath('python3', process.env);
  if (!python) return undefined;
  return run(python, ['-c', 'import venv, ensurepip']).then(
    () => python,
    () => undefined,
  );
}

/** A python with the pinned packages of the test client, in the project's cache. */
export async function pythonWithNats(python: string): Promise<string> {
  const digest = createHash('sha256')
    .update(await readFile(REQUIREMENTS))
    .digest('hex')
    .slice(0, 12);
  const dir = resolve('.citybrain', 'cache', `python-client-${digest}`);
  const interpreter = join(dir, 'bin', 'python');
  if (existsSync(join(dir, 'complete'))) return interpreter;
  await rm(dir, { recursive: true, force: true });
  await run(python, ['-m', 'venv', dir]);
  await run(interpreter, [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '-r',
    REQUIREMENTS,
  ]);
  await run(interpreter, ['-c', `open(${JSON.stringify(join(dir, 'complete'))}, 'w').close()`]);
  return interpreter;
}
