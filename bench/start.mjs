import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * `npm run bench`: compiles apps, libs and bench into a project of its own (about 2 s), so that a build that
 * runs meanwhile neither breaks the figures nor is broken by them, and starts the command line in it.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const project = mkdtempSync(join(tmpdir(), 'citybrain-bench-'));
const env = {
  ...process.env,
  CITYBRAIN_CACHE: process.env.CITYBRAIN_CACHE || join(root, '.citybrain', 'cache'),
};

const run = (args, cwd) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd, env, stdio: 'inherit' });
    const pass = (signal) => child.kill(signal);
    process.on('SIGINT', pass).on('SIGTERM', pass);
    child.once('exit', (code, signal) => {
      process.off('SIGINT', pass).off('SIGTERM', pass);
      resolve(code ?? (signal ? 1 : 0));
    });
  });

try {
  mkdirSync(join(project, 'dist'));
  cpSync(join(root, 'package.json'), join(project, 'package.json'));
  for (const shared of ['node_modules', 'seeds']) symlinkSync(join(root, shared), join(project, shared));
  const swc = join(root, 'node_modules', '@swc', 'cli', 'bin', 'swc.js');
  const compile = [
    swc,
    'apps',
    'libs',
    'bench',
    '-d',
    join(project, 'dist'),
    '--config-file',
    '.swcrc',
    '-q',
  ];
  const compiled = await run(compile, root);
  const main = join(project, 'dist', 'bench', 'run.js');
  process.exitCode = compiled || (await run(['--enable-source-maps', main, ...process.argv.slice(2)], root));
} finally {
  rmSync(project, { recursive: true, force: true });
}
