import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { resolveCityId } from './city-id.js';
import { gatewayPort, serverPort } from './city-ports.js';
import { type CityHome, cityHome, wipeData, writeAtomically } from './home.js';
import { CityRunsAlready, takeLauncherLock } from './launcher-lock.js';
import { stopLeftovers } from './leftovers.js';
import { processIdentity } from './process-identity.js';
import { ensureSecrets } from './secrets.js';
import { type CityState, readState, runningState, writeState } from './state-file.js';

let home: CityHome;
beforeEach(async () => {
  home = cityHome(await mkdtemp(join(tmpdir(), 'city-home-')));
});
afterEach(() => rm(home.path, { recursive: true, force: true }));

function state(changes: Partial<CityState> = {}): CityState {
  const launcher = { pid: process.pid, identity: processIdentity(process.pid), startedAt: 'now' };
  return {
    ...{
      cityId: 'demo',
      mode: 'processes',
      launcher,
      ready: true,
      gatewayUrl: 'http://x',
      natsUrl: 'nats://x',
    },
    ...{ ports: { gateway: 1 }, processes: [] },
    ...changes,
  };
}

describe('the state file', () => {
  it('is replaced in one step: a reader never sees half of it', async () => {
    const long = state({ gatewayUrl: 'x'.repeat(200_000) });
    writeState(home, long);
    const reads = Array.from({ length: 40 }, async () => (await readState(home))?.gatewayUrl.length);
    for (let i = 0; i < 20; i++) writeState(home, long);
    expect(new Set(await Promise.all(reads))).toEqual(new Set([200_000]));
    expect(await readdir(home.run)).toEqual(['state.json']);
  });

  it('tells a running launcher from a later process with its pid', async () => {
    writeState(home, state());
    expect(await runningState(home)).toBeDefined();
    writeState(
      home,
      state({ launcher: { pid: process.pid, identity: 'an earlier one', startedAt: 'then' } }),
    );
    expect(await runningState(home)).toBeUndefined();
  });
});

describe('the launcher lock', () => {
  it('admits one launcher, and takes over from a dead one', async () => {
    const release = takeLauncherLock(home);
    expect(() => takeLauncherLock(home)).toThrow(CityRunsAlready);
    release();
    await writeFile(home.lockFile, '999999 long-gone');
    const again = takeLauncherLock(home);
    expect(await readFile(home.lockFile, 'utf8')).toContain(String(process.pid));
    again();
    expect(await readdir(home.run)).toEqual([]);
  });
});

describe('leftovers of a killed launcher', () => {
  it('are stopped when they are the recorded processes, and left alone otherwise', async () => {
    const children = [1, 2].map(() => spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']));
    const [ours, stranger] = children.map((child) => ({ child, pid: child.pid ?? 0 }));
    if (!ours || !stranger) throw new Error('two children expected');
    const facts = { state: 'ready', restarts: 0, startedAt: undefined } as const;
    const processes = [
      { name: 'ours', pid: ours.pid, identity: processIdentity(ours.pid), ...facts },
      { name: 'stranger', pid: stranger.pid, identity: 'an earlier one', ...facts },
    ];
    writeState(home, state({ launcher: { pid: 999_999, identity: 'gone', startedAt: 'then' }, processes }));
    expect(await stopLeftovers(home)).toEqual(['ours']);
    expect(processIdentity(ours.pid)).toBeUndefined();
    expect(processIdentity(stranger.pid)).toBeDefined();
    stranger.child.kill('SIGKILL');
    await once(stranger.child, 'exit');
  });

  it('include the mongod that has locked our data folder, even when it was not recorded', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)', home.mongoData]);
    await once(child, 'spawn');
    await mkdir(home.mongoData, { recursive: true });
    await writeFile(join(home.mongoData, 'mongod.lock'), `${child.pid}\n`);
    expect(await stopLeftovers(home)).toEqual(['mongod']);
  });
});

describe('secrets', () => {
  it('are made once, kept, private, and added to for a new service', async () => {
    const first = await ensureSecrets(home, ['identity', 'integrator']);
    const second = await ensureSecrets(home, ['identity', 'integrator', 'later']);
    expect(second.bootstrapOperatorSecret).toBe(first.bootstrapOperatorSecret);
    expect(second.natsSeeds).toMatchObject(first.natsSeeds);
    expect(second.natsSeeds.later).toMatch(/^SU/);
    expect(Buffer.from(first.bootstrapOperatorSecret, 'base64url')).toHaveLength(32);
    for (const file of [home.secretsFile, home.integratorSeedFile]) {
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    }
  });

  it('survive --fresh, which deletes data and demo accounts only', async () => {
    await ensureSecrets(home, ['integrator']);
    writeAtomically(join(home.mongoData, 'x'), 'x');
    writeAtomically(home.demoAccountsFile, '[]');
    await wipeData(home);
    expect((await readdir(home.path)).sort()).toEqual(['integrator.nk', 'secrets.json']);
  });
});

describe('ports and id', () => {
  it('says who holds the gateway port, with the remedy', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const attempt = gatewayPort(port, '127.0.0.1', {});
    await expect(attempt).rejects.toMatchObject({ remedy: expect.stringContaining('--port') });
    if (process.platform === 'linux') await expect(attempt).rejects.toThrow(`(pid ${process.pid})`);
    server.close();
  });

  it('gives a server the port it had last time', async () => {
    const port = await serverPort(home, 'mongod', {});
    expect(await serverPort(home, 'mongod', {})).toBe(port);
    expect(await serverPort(home, 'nats', { NATS_PORT: '0' })).toBeGreaterThan(0);
    await expect(serverPort(home, 'nats', { NATS_PORT: 'x' })).rejects.toThrow(/not a port/);
  });

  it('takes the city id from CITY_ID, then from seeds/city.yaml, then "demo"', async () => {
    expect(await resolveCityId(home.path, {})).toBe('demo');
    await mkdir(join(home.path, 'seeds'));
    await writeFile(join(home.path, 'seeds', 'city.yaml'), 'cityId: river-city\n');
    expect(await resolveCityId(home.path, {})).toBe('river-city');
    expect(await resolveCityId(home.path, { CITY_ID: 'other' })).toBe('other');
    await expect(resolveCityId(home.path, { CITY_ID: 'a b' })).rejects.toThrow(/not allowed/);
  });
});
