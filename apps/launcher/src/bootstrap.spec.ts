import { spawn } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { projectRoot } from '#libs/local-servers';

let root: string;
const bin = () => join(root, 'bin');

/** A little project with stand-ins for npm and npx that note their calls and make what the real ones would. */
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bootstrap-'));
  await mkdir(join(root, 'apps', 'launcher'), { recursive: true });
  await mkdir(join(root, 'libs'));
  await mkdir(bin());
  const bootstrap = join('apps', 'launcher', 'bootstrap.mjs');
  await cp(join(projectRoot(), bootstrap), join(root, bootstrap));
  await writeFile(join(root, 'package-lock.json'), '{"packages":{"node_modules/a":{"version":"1.0.0"}}}');
  await writeFile(join(root, 'package.json'), '{"type":"module"}');
  await standIn('npm', 'mkdir -p node_modules; case "$*" in *lint*) exit $LINT_CODE;; esac');
  await standIn(
    'npx',
    `mkdir -p dist.next/apps/launcher/src
     echo 'process.stdout.write("launcher " + process.argv.slice(2).join(" "))' > dist.next/apps/launcher/src/main.js`,
  );
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function standIn(name: string, body: string): Promise<void> {
  const path = join(bin(), name);
  await writeFile(path, `#!/bin/sh\necho "${name} $*" >> calls\n${body}\n`);
  await chmod(path, 0o755);
}

function bootstrap(args: string[], env: NodeJS.ProcessEnv = {}) {
  const PATH = `${bin()}${delimiter}${process.env.PATH}`;
  const child = spawn(process.execPath, [join(root, 'apps', 'launcher', 'bootstrap.mjs'), ...args], {
    env: { ...process.env, NODE_OPTIONS: '', LINT_CODE: '0', PATH, ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => {
    stdout += data.toString();
  });
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

async function calls(): Promise<string[]> {
  return (await readFile(join(root, 'calls'), 'utf8')).trim().split('\n');
}

const BUILD = `npx nest build --path ${join('.citybrain', 'run', 'tsconfig.build.json')}`;

describe('the bootstrap of a fresh clone', () => {
  it('installs, builds and hands over, and does the first two only once', async () => {
    const first = await bootstrap(['up', '--port', '3001']);
    expect(first).toMatchObject({ code: 0, stdout: 'launcher up --port 3001' });
    expect(await calls()).toEqual([
      'npm install --include=dev --no-save --no-audit --no-fund --loglevel=notice',
      BUILD,
    ]);
    const second = await bootstrap(['up']);
    expect(second).toMatchObject({ code: 0, stdout: 'launcher up', stderr: '' });
    expect(await calls()).toHaveLength(2);
  });

  it('builds again after a source changed, but not after a test did', async () => {
    await bootstrap(['up']);
    await writeFile(join(root, 'libs', 'a.spec.ts'), 'x');
    await bootstrap(['up']);
    expect(await calls()).toHaveLength(2);
    await writeFile(join(root, 'libs', 'a.ts'), 'x');
    await bootstrap(['up']);
    expect((await calls()).at(-1)).toBe(BUILD);
    expect(await calls()).toHaveLength(3);
  });

  it('does not install again what somebody installed by hand', async () => {
    await mkdir(join(root, 'node_modules'));
    await writeFile(
      join(root, 'node_modules', '.package-lock.json'),
      '{"packages":{"node_modules/a":{"version":"1.0.0"}}}',
    );
    await bootstrap(['up']);
    expect(await calls()).toEqual([BUILD]);
  });

  it('installs once when two start at the same time', async () => {
    await standIn('npm', 'sleep 0.3; mkdir -p node_modules');
    const both = await Promise.all([bootstrap(['up']), bootstrap(['up'])]);
    expect(both.map((run) => run.code)).toEqual([0, 0]);
    expect((await calls()).filter((call) => call.startsWith('npm'))).toHaveLength(1);
  });

  it('shows the end of the log and the remedy when installing fails', async () => {
    await standIn('npm', 'echo "no route to registry"; exit 1');
    const failed = await bootstrap(['up', '--json']);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('no route to registry');
    expect(JSON.parse(failed.stdout)).toMatchObject({
      error: { remedy: expect.stringContaining('npm ping') },
    });
  });

  it('runs the test steps in order, arguments to jest, and stops at the first failure', async () => {
    expect(await bootstrap(['test', 'libs/x'])).toMatchObject({ code: 0 });
    expect((await calls()).slice(1)).toEqual([
      'npm run --silent lint',
      'npm run --silent typecheck',
      BUILD,
      'npm run --silent contracts:check',
      'npm run --silent jest -- libs/x',
    ]);
    const failed = await bootstrap(['test'], { LINT_CODE: '3' });
    expect(failed.code).toBe(3);
    expect((await calls()).at(-1)).toBe('npm run --silent lint');
    expect(failed.stderr).toContain('The test step "lint" failed');
  });
});
