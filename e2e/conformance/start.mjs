import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * `npm run conformance`: the scenarios are tests, which the build leaves out; so they are compiled into a project of
 * their own (about 3 s), and the command line is started in it.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const project = mkdtempSync(join(tmpdir(), 'citybrain-conformance-'));

const run = (args, cwd) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd, stdio: 'inherit' });
    const pass = (signal) => child.kill(signal);
    process.on('SIGINT', pass).on('SIGTERM', pass);
    child.once('exit', (code) => {
      process.off('SIGINT', pass).off('SIGTERM', pass);
      resolve(code ?? 1);
    });
  });

try {
  mkdirSync(join(project, 'dist'));
  cpSync(join(root, 'package.json'), join(project, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
  const { exclude: _tests, ...settings } = JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8'));
  const config = join(project, 'swc.json');
  writeFileSync(config, JSON.stringify({ ...settings, exclude: ['/console/', '\\.d\\.ts$'] }));
  const swc = join(root, 'node_modules', '@swc', 'cli', 'bin', 'swc.js');
  const into = ['-d', join(project, 'dist'), '--config-file', config, '-q'];
  const compiled = await run([swc, 'apps', 'libs', 'e2e/conformance', ...into], root);
  const main = join(project, 'dist', 'e2e', 'conformance', 'run.js');
  const args = process.argv.slice(2);
  // The caller's folder: paths among the arguments are meant from there.
  process.exitCode = compiled || (await run(['--enable-source-maps', main, ...args], process.cwd()));
} finally {
  rmSync(project, { recursive: true, force: true });
}
