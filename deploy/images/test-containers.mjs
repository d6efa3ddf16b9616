import { execFileSync, spawn } from 'node:child_process';
import { has, localServerImages } from './local-servers.mjs';

/*
 * `npm run test:containers [-- <jest arguments>]`: contract tests with MongoDB and NATS in containers. Official images
 * (mongo:8, nats:2-alpine) when the engine has them or can pull them; else images made from this machine's binaries.
 */

const HELP = `npm run test:containers [-- --local] [<paths or jest options>]
npm run test:containers -- --city [<options of npm run conformance>]

  --local   use images made from this machine's binaries without asking the hub
  --city    instead: conformance scenarios against a whole city in containers (needs npm run image)
  --help

CITYBRAIN_MONGO_IMAGE, CITYBRAIN_NATS_IMAGE: other images. Needs a Docker engine, and a build (npm run build).
`;
/** What runs when no path is given: the services whose contract tests are conformance scenarios, and their store. */
const SUITES = [
  'libs/testing/test',
  'libs/store/test',
  ...['identity', 'data-catalog', 'notification', 'telemetry'].map((name) => `apps/${name}/test`),
];
const OWNER_LABEL = 'citybrain.test.owner';

const args = process.argv.slice(2);
if (args.includes('--help')) {
  process.stdout.write(HELP);
  process.exit(0);
}
if (!engineAnswers()) {
  process.stderr.write(
    'No Docker engine answers.\n→ Start one (Debian: apt-get install docker.io; dockerd).\n',
  );
  process.exit(1);
}
if (args.includes('--city')) {
  process.argv = [...process.argv.slice(0, 2), ...args.filter((arg) => arg !== '--city')];
  await import('./test-city.mjs');
  process.exit();
}
const jestArgs = args.filter((arg) => arg !== '--local');
const images = await imagesToUse();
sweep();
process.stdout.write(`${images.mongo} and ${images.nats}\n`);
const suites = jestArgs.some((arg) => !arg.startsWith('-')) ? [] : SUITES;
const env = {
  ...process.env,
  CITYBRAIN_TEST_SERVERS: 'containers',
  CITYBRAIN_MONGO_IMAGE: images.mongo,
  CITYBRAIN_NATS_IMAGE: images.nats,
  // testcontainers' own sweeper is an image of the hub, too; without it we sweep by label, here.
  ...(images.local && { TESTCONTAINERS_RYUK_DISABLED: 'true' }),
};
const child = spawn('npm', ['run', '--silent', 'jest', '--', '--maxWorkers=1', ...suites, ...jestArgs], {
  env,
  stdio: 'inherit',
});
child.once('exit', (code) => {
  sweep();
  process.exitCode = code ?? 1;
});

async function imagesToUse() {
  const mongo = process.env.CITYBRAIN_MONGO_IMAGE || 'mongo:8';
  const nats = process.env.CITYBRAIN_NATS_IMAGE || 'nats:2-alpine';
  if (!args.includes('--local') && [mongo, nats].every(obtainable)) return { mongo, nats, local: false };
  const local = await localServerImages();
  return { mongo: local.CITYBRAIN_MONGO_IMAGE, nats: local.CITYBRAIN_NATS_IMAGE, local: true };
}

function obtainable(image) {
  if (has(image)) return true;
  try {
    execFileSync('docker', ['pull', '--quiet', image], { stdio: 'ignore', timeout: 300_000 });
    return true;
  } catch {
    return false;
  }
}

function engineAnswers() {
  try {
    execFileSync('docker', ['version'], { stdio: 'ignore', timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

/** Removes containers whose test process is gone; those of a run beside this one stay. */
function sweep() {
  const format = `{{.ID}} {{.Label "${OWNER_LABEL}"}}`;
  const list = execFileSync('docker', ['ps', '-a', '--filter', `label=${OWNER_LABEL}`, '--format', format], {
    encoding: 'utf8',
  });
  for (const [id, owner] of list.split('\n').map((line) => line.split(' ')))
    if (id && !isAlive(Number(owner)))
      execFileSync('docker', ['rm', '--force', '--volumes', id], { stdio: 'ignore' });
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
