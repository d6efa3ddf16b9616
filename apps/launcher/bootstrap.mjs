/**
 * Makes a fresh clone runnable, then runs the launcher: `node apps/launcher/bootstrap.mjs <command> [args]`.
 * Plain JavaScript without dependencies, because it runs before `npm ci`. Marker files make the second run skip
 * installing and building; progress goes to stderr, so that stdout stays free for `--json`.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const LOGS = join(ROOT, '.citybrain', 'logs');
const LOCK = join(ROOT, '.citybrain', 'run', 'bootstrap.lock');
const INSTALL_MARKER = join(ROOT, 'node_modules', '.citybrain-lock');
const BUILD_MARKER = join(ROOT, 'dist', '.citybrain-build');
const NEXT_DIST = join(ROOT, 'dist.next');
const LAUNCHER = join(ROOT, 'dist', 'apps', 'launcher', 'src', 'main.js');
const CONSOLE_CONFIG = join('apps', 'console', 'vite.config.ts');
const OLDEST_NODE = [20, 19, 0];

/** These only look at a running city: an older build serves them, so they never wait for a build. */
const WORKS_WITH_ANY_BUILD = new Set([
  'down',
  'status',
  'completion',
  '--help',
  '--version',
  '--get-yargs-completions',
]);

/**
 * `install`, not `ci`: it takes the versions of the lock file just the same and does not write it (`--no-save`), but
 * `ci` refuses a lock file that lacks optional packages of other platforms, which a closed registry may not have.
 */
const INSTALL = ['install', '--include=dev', '--no-save', '--no-audit', '--no-fund', '--loglevel=notice'];

/** What `test` runs, in order; `build` is our own step, so that an unchanged tree is not built twice. */
const TEST_STEPS = ['lint', 'typecheck', 'build', 'contracts:check', 'jest'];

/** A failure that a person can mend: shown without a stack. */
class Failure extends Error {
  constructor(message, remedy, exitCode = 1) {
    super(message);
    this.remedy = remedy;
    this.exitCode = exitCode;
  }
}

function checkNode() {
  const version = process.versions.node.split('.').map(Number);
  for (const [index, least] of OLDEST_NODE.entries()) {
    if (version[index] > least) return;
    if (version[index] < least) {
      throw new Failure(
        `Node ${process.versions.node} is too old: ${OLDEST_NODE.join('.')} or newer is needed.`,
        'Install Node 20 LTS or newer (nodejs.org, nvm, or your package manager) and start again.',
      );
    }
  }
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

/** Runs a command with its output in a log file; shows the elapsed time, and the log's end when it fails. */
async function logged(title, command, args, logName, remedy) {
  mkdirSync(LOGS, { recursive: true });
  const logFile = join(LOGS, logName);
  const log = openSync(logFile, 'w');
  const started = Date.now();
  const live = process.stderr.isTTY === true;
  if (!live) say(`${title} …`);
  const ticker = setInterval(
    () => {
      if (live) process.stderr.write(`\r${title} … ${seconds(started)} `);
      else say(`${title} … ${seconds(started)}`);
    },
    live ? 200 : 15_000,
  );
  const code = await run(command, args, ['ignore', log, log]);
  clearInterval(ticker);
  closeSync(log);
  if (live) process.stderr.write('\r\x1b[K');
  if (code !== 0) {
    const tail = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-20).join('\n');
    throw new Failure(
      `${title} failed after ${seconds(started)}:\n${tail}`,
      `${remedy} Whole log: ${logFile}`,
    );
  }
  say(`${title} … done ${seconds(started)}`);
}

/** Exit code of a command; 1 when it cannot be started or is killed. Signals of the terminal reach it by themselves. */
function run(command, args, stdio) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, stdio });
    child.on('error', (error) => {
      say(`${command}: ${error.message}`);
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function lockHash() {
  const lock = read(join(ROOT, 'package-lock.json'));
  if (lock === undefined) {
    throw new Failure('package-lock.json is missing.', 'Run this in a complete clone of the project.');
  }
  return createHash('sha256').update(lock).digest('hex');
}

/**
 * Whether somebody's own `npm ci` already put in exactly what the lock file says. npm keeps its record of what is in
 * node_modules; packages for other platforms are rightly absent from it.
 */
function installedByHand() {
  const record = read(join(ROOT, 'node_modules', '.package-lock.json'));
  if (record === undefined) return false;
  const wanted = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(record).packages;
  const extra = Object.keys(present).some((path) => present[path].version !== wanted[path]?.version);
  const missing = Object.keys(wanted).some((path) => path !== '' && !wanted[path].optional && !present[path]);
  return !extra && !missing;
}

async function install() {
  const hash = lockHash();
  if (read(INSTALL_MARKER) === hash) return;
  await exclusively(async () => {
    if (read(INSTALL_MARKER) === hash) return;
    if (!installedByHand()) {
      const remedy =
        'Check that npm reaches its registry (npm ping) and that the disk is not full, then start again.';
      await logged('Installing packages', 'npm', INSTALL, 'install.log', remedy);
    }
    writeFileSync(INSTALL_MARKER, hash);
  });
}

/** One hash over everything the build reads; test files are left out, so that editing them rebuilds nothing. */
function sourceHash() {
  const hash = createHash('sha256');
  for (const name of [
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
    '.swcrc',
    'nest-cli.json',
    'apps',
    'libs',
  ]) {
    addToHash(hash, join(ROOT, name));
  }
  return hash.digest('hex');
}

function addToHash(hash, path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) {
    for (const name of readdirSync(path).sort()) {
      if (name === 'node_modules' || name === 'dist' || name === 'test' || name.endsWith('.spec.ts'))
        continue;
      addToHash(hash, join(path, name));
    }
  } else if (found?.isFile()) {
    hash.update(`${relative(ROOT, path)}\0`).update(readFileSync(path));
  }
}

async function build() {
  if (read(BUILD_MARKER) === sourceHash()) return;
  await exclusively(async () => {
    // Hashed before building: a file saved meanwhile makes the next start build again.
    const hash = sourceHash();
    if (read(BUILD_MARKER) === hash) return;
    await buildInto(NEXT_DIST);
    writeFileSync(join(NEXT_DIST, basename(BUILD_MARKER)), hash);
    putInPlace(NEXT_DIST, dirname(BUILD_MARKER));
  });
}

/** Services and console into a folder of their own: a city that runs keeps its files until all is there. */
async function buildInto(dist) {
  const remedy = 'Mend the errors above and start again.';
  rmSync(dist, { recursive: true, force: true });
  const config = join(ROOT, '.citybrain', 'run', 'tsconfig.build.json');
  const options = {
    extends: join(ROOT, 'tsconfig.build.json'),
    compilerOptions: { outDir: dist, rootDir: ROOT },
  };
  writeFileSync(config, JSON.stringify(options));
  await logged(
    'Building services',
    'npx',
    ['nest', 'build', '--path', relative(ROOT, config)],
    'build.log',
    remedy,
  );
  if (existsSync(join(ROOT, CONSOLE_CONFIG))) {
    const vite = [
      'vite',
      'build',
      '--config',
      CONSOLE_CONFIG,
      '--outDir',
      join(dist, 'console'),
      '--emptyOutDir',
    ];
    await logged('Building console', 'npx', vite, 'build-console.log', remedy);
  }
}

/** Two renames: a process that starts between them fails to find its file, and its supervisor starts it again. */
function putInPlace(next, dist) {
  const old = `${dist}.old`;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(next, dist);
  rmSync(old, { recursive: true, force: true });
}

/** Two at once must not install or build into the same folders: the second waits, a dead holder is passed over. */
async function exclusively(work) {
  mkdirSync(dirname(LOCK), { recursive: true });
  let told = false;
  while (!takeLock()) {
    const holder = Number(read(LOCK));
    if (holder > 0 && !isAlive(holder)) rmSync(LOCK, { force: true });
    else if (!told) say(`Another citybrain (pid ${holder}) is installing or building here; waiting for it.`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const release = () => rmSync(LOCK, { force: true });
  process.once('exit', release);
  try {
    await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

function takeLock() {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function test(jestArgs) {
  const begun = Date.now();
  await install();
  for (const [index, step] of TEST_STEPS.entries()) {
    const started = Date.now();
    say(`\n== ${index + 1}/${TEST_STEPS.length} ${step}`);
    if (step === 'build') await build();
    else await npmRun(step, step === 'jest' ? jestArgs : []);
    say(`== ${step} passed in ${seconds(started)}`);
  }
  say(`\nAll test steps passed in ${seconds(begun)}.`);
}

async function npmRun(script, args) {
  const code = await run(
    'npm',
    ['run', '--silent', script, ...(args.length > 0 ? ['--', ...args] : [])],
    'inherit',
  );
  if (code !== 0) throw new Failure(`The test step "${script}" failed.`, `Alone: npm run ${script}`, code);
}

async function launch(args) {
  const command = args[0] ?? '--help';
  await install();
  const look = WORKS_WITH_ANY_BUILD.has(command) || args.includes('--help');
  if (!look || !existsSync(LAUNCHER)) await build();
  process.argv = [process.argv[0], LAUNCHER, ...args];
  await import(pathToFileURL(LAUNCHER).href);
}

async function main(args) {
  try {
    checkNode();
    const [command, ...rest] = args;
    if (command === 'install') await install();
    else if (command === 'build') await install().then(build);
    else if (command === 'test') await test(rest);
    else await launch(args);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (args.includes('--json')) {
      process.stdout.write(
        `${JSON.stringify({ error: { message: error.message, remedy: error.remedy } })}\n`,
      );
    }
    say(`\n${error.message}\n→ ${error.remedy}`);
    process.exitCode = error.exitCode;
  }
}

await main(process.argv.slice(2));
