import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { localServerImages } from './local-servers.mjs';

/*
 * The conformance scenarios against a whole city in containers, as deploy/compose.yaml starts it. Needs the city's image
 * (npm run image). The city is a compose project of its own and is deleted at the end, with its data.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const args = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'citybrain-containers-'));
const project = `citybraintest${process.pid}`;
const natsPort = await freePort();
const env = {
  ...process.env,
  ...(process.env.CITYBRAIN_MONGO_IMAGE ? {} : await localServerImages()),
  CITY_ID: 'testcity',
  GATEWAY_PORT: String(await freePort()),
  NATS_PORT: String(natsPort),
};
const image = env.CITYBRAIN_IMAGE || 'citybrain:local';
const compose = composeCommand();

function run(command, parts, options = {}) {
  const { status } = spawnSync(command, parts, { cwd: root, env, stdio: 'inherit', ...options });
  return status ?? 1;
}
const composed = (...parts) =>
  run(compose[0], [
    ...compose.slice(1),
    ...['-f', 'deploy/compose.yaml', '-f', 'deploy/compose.conformance.yaml', '-p', project],
    ...parts,
  ]);
const conformance = (...parts) => run(process.execPath, ['e2e/conformance/start.mjs', ...parts]);

// Ctrl-C reaches the program that runs at the moment; what it leaves is still cleaned up below.
process.on('SIGINT', () => {}).on('SIGTERM', () => {});
try {
  if (conformance('--make-issuer', join(folder, 'issuer')) !== 0) throw new Error('no issuer');
  env.CONFORMANCE_JWKS = readFileSync(join(folder, 'issuer', 'jwks.json'), 'utf8').trim();
  env.TOKEN_ISSUERS = JSON.stringify([{ issuer: 'urn:citybrain:conformance', jwks: 'http://issuer:8080/' }]);
  const services = ['issuer', 'gateway', 'identity', 'data-catalog', 'notification', 'telemetry'];
  if (composed('up', '-d', ...services) !== 0) throw new Error('the city did not start');
  const read = [
    'run',
    '--rm',
    '--user',
    '0:0',
    '--network',
    'none',
    '--volume',
    `${project}_launcher:/home/launcher:ro`,
  ];
  const seed = execFileSync('docker', [
    ...[...read, '--entrypoint', 'node', image],
    ...['-e', "process.stdout.write(require('node:fs').readFileSync('/home/launcher/integrator.nk'))"],
  ]);
  writeFileSync(join(folder, 'integrator.nk'), seed, { mode: 0o600 });
  await gatewayReady();
  process.exitCode = conformance(
    ...['--service', 'identity', '--service', 'data-catalog', '--nats', `nats://127.0.0.1:${natsPort}`],
    ...['--seed-file', join(folder, 'integrator.nk'), '--issuer-keys', join(folder, 'issuer'), ...args],
  );
  if (process.exitCode) composed('logs', '--tail', '20');
} finally {
  composed('down', '--volumes');
  rmSync(folder, { recursive: true, force: true });
}

/** Every service answers; seeds are not loaded, so the gateway itself stays "not ready". */
async function gatewayReady() {
  const until = Date.now() + 120_000;
  for (;;) {
    const state = await answerOf(`http://127.0.0.1:${env.GATEWAY_PORT}/health/ready`);
    const services = Object.values(state?.services ?? {});
    if (services.length > 0 && services.every(({ ready }) => ready)) return;
    if (Date.now() > until) throw new Error(`the city is not ready: ${JSON.stringify(state)}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** The JSON at an address, or undefined. The timer also keeps the process alive: fetch alone does not always. */
async function answerOf(address) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, 3_000);
  });
  const answer = fetch(address)
    .then((reply) => reply.json())
    .catch(() => undefined);
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

function composeCommand() {
  const plugin = spawnSync('docker', ['compose', 'version'], { stdio: 'ignore' }).status === 0;
  return plugin ? ['docker', 'compose'] : ['docker-compose'];
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
