import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defaultCacheDir } from '#libs/local-servers';
import { cityHome } from '../src/city/home.js';
import { processIdentity } from '../src/city/process-identity.js';
import { type RunningCity, startCity } from '../src/city/start-city.js';
import { readState } from '../src/city/state-file.js';
import { cityStatus } from '../src/city/status.js';
import { type CompiledProject, compiledProject, putApp } from './compiled.js';

/** Speaks the launcher's convention and nothing else; the real gateway has tests of its own. */
const GATEWAY = `import { createServer } from 'node:http';
const server = createServer((_request, response) => response.end('ok'));
server.listen(Number(process.env.GATEWAY_PORT), process.env.GATEWAY_HOST, () => process.send({ type: 'ready' }));
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
`;

let project: CompiledProject;
let home: string;
beforeAll(async () => {
  project = await compiledProject(['apps/services.ts', 'apps/launcher/src', 'libs']);
  await putApp(project.root, 'gateway', GATEWAY);
  home = await mkdtemp(join(tmpdir(), 'city-'));
});
afterAll(async () => {
  await project.remove();
  await rm(home, { recursive: true, force: true });
});

// A server of the surroundings must not stand in for ours.
const { MONGODB_URI: _uri, NATS_URL: _url, ...surroundings } = process.env;
const env = { ...surroundings, CITYBRAIN_CACHE: defaultCacheDir(surroundings) };

function start(changes: object = {}): Promise<RunningCity> {
  return startCity({ home, root: project.root, services: [], port: 0, afterReady: [], env, ...changes });
}

async function healed(city: RunningCity, name: string): Promise<void> {
  const before = city.processes().find((process) => process.name === name);
  process.kill(before?.pid ?? 0, 'SIGKILL');
  for (let i = 0; i < 400; i++) {
    const now = city.processes().find((process) => process.name === name);
    if (now?.state === 'ready' && now.restarts > (before?.restarts ?? 0)) return;
    await sleep(50);
  }
  throw new Error(`${name} did not come back`);
}

describe('a city on this machine', () => {
  it('starts, runs hooks, heals after kill -9 of each process, and stops cleanly', async () => {
    const seen: string[] = [];
    const run = async (context: { gatewayUrl: string }) => {
      seen.push(context.gatewayUrl);
      return 'done';
    };
    const city = await start({ afterReady: [{ title: 'Hook', kind: 'other', run }] });
    expect(seen).toEqual([city.gatewayUrl]);
    expect(city.processes().map((process) => process.name)).toEqual(['mongod', 'nats-server', 'gateway']);
    for (const name of ['mongod', 'nats-server', 'gateway']) await healed(city, name);
    expect(await cityStatus(cityHome(home))).toMatchObject({ state: 'ready', gatewayReady: true });
    await expect(start()).rejects.toThrow(/already runs/);

    const pids = city.processes().map((process) => process.pid ?? 0);
    await city.stop();
    expect(pids.map(processIdentity)).toEqual([undefined, undefined, undefined]);
    expect(await cityStatus(cityHome(home))).toEqual({ state: 'stopped' });
  });

  it('starts again after kill -9 of the launcher, on the same ports and data', async () => {
    const script = join(project.root, 'launcher.mjs');
    const library = join(project.root, 'dist', 'apps', 'launcher', 'src', 'city', 'start-city.js');
    await writeFile(
      script,
      `const { startCity } = await import(${JSON.stringify(library)});
       const options = { root: ${JSON.stringify(project.root)}, services: [], port: 0, afterReady: [] };
       await startCity({ ...options, home: ${JSON.stringify(home)} });
       process.stdout.write('ready');`,
    );
    const launcher = spawn(process.execPath, [script], {
      env: { ...env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // Its end without a word, for which the stream's end stands, must not leave the test waiting.
    await Promise.race([once(launcher.stdout, 'data'), once(launcher.stdout, 'end')]);
    const before = await readState(cityHome(home));
    launcher.kill('SIGKILL');
    await once(launcher, 'exit');

    const city = await start();
    const after = await readState(cityHome(home));
    expect(after?.ports.mongod).toBe(before?.ports.mongod);
    expect(after?.ports.nats).toBe(before?.ports.nats);
    await city.stop();
  });

  it('stops what it has started when a later step fails, and says the remedy', async () => {
    await putApp(
      project.root,
      'gateway',
      "process.send({ type: 'failed', message: 'no way', remedy: 'mend it' });",
    );
    await expect(start()).rejects.toMatchObject({
      message: expect.stringContaining('no way'),
      remedy: 'mend it',
    });
    expect(await cityStatus(cityHome(home))).toEqual({ state: 'stopped' });
    expect(await readFile(join(home, 'logs', 'mongod.log'), 'utf8')).not.toBe('');
  });
});
