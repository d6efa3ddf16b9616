import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BackOff } from './back-off.js';
import type { ProcessSpec } from './process-spec.js';
import { Supervisor } from './supervisor.js';

let folder: string;
let supervisor: Supervisor;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'supervisor-'));
  supervisor = new Supervisor({ backOff: { firstMs: 20, longestMs: 80, forgetAfterMs: 30_000 } });
});
afterEach(async () => {
  await supervisor.stop();
  await rm(folder, { recursive: true, force: true });
});

const READY = `process.send({ type: 'ready' });`;
const STAY = `setInterval(() => undefined, 1000); process.on('SIGTERM', () => process.exit(0));`;

async function spec(name: string, body: string, changes: Partial<ProcessSpec> = {}): Promise<ProcessSpec> {
  const script = join(folder, `${name}.mjs`);
  await writeFile(script, body);
  return {
    name,
    command: process.execPath,
    args: [script],
    env: { ...process.env, NODE_OPTIONS: '' },
    logFile: join(folder, `${name}.log`),
    readiness: { kind: 'ipc' },
    readyLimitMs: 5_000,
    stopLimitMs: 2_000,
    ...changes,
  };
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !condition(); i++) await sleep(25);
  expect(condition()).toBe(true);
}

describe('the supervisor', () => {
  it('waits for readiness and restarts a process that is killed', async () => {
    await supervisor.start(await spec('steady', STAY + READY));
    const first = supervisor.list()[0];
    expect(first).toMatchObject({ name: 'steady', state: 'ready', restarts: 0 });
    process.kill(first?.pid ?? 0, 'SIGKILL');
    await until(() => supervisor.list()[0]?.restarts === 1 && supervisor.list()[0]?.state === 'ready');
    expect(supervisor.list()[0]?.pid).not.toBe(first?.pid);
  });

  it('keeps trying when a restart fails too', async () => {
    const crashing = `import { existsSync, writeFileSync } from 'node:fs';
      if (existsSync('${folder}/once')) process.exit(3);
      writeFileSync('${folder}/once', ''); ${READY} setTimeout(() => process.exit(3), 50);`;
    await supervisor.start(await spec('crashing', crashing));
    await until(() => (supervisor.list()[0]?.restarts ?? 0) >= 3);
  });

  it('reports a first start that fails, with what the process says', async () => {
    const failing = `process.send({ type: 'failed', message: 'no database', remedy: 'start one' }); ${STAY}`;
    const start = supervisor.start(await spec('failing', failing));
    await expect(start).rejects.toMatchObject({
      message: expect.stringContaining('no database'),
      remedy: 'start one',
    });
    expect(supervisor.list()[0]?.pid).toBeUndefined();
  });

  it('shows the end of the log when a first start dies without a word', async () => {
    const start = supervisor.start(
      await spec('dying', `process.stderr.write('cannot read x'); process.exit(2);`),
    );
    await expect(start).rejects.toThrow(/code 2.*cannot read x/s);
  });

  it('gives up a process that is not ready in time, and ends it', async () => {
    const start = supervisor.start(await spec('slow', STAY, { readyLimitMs: 300 }));
    await expect(start).rejects.toThrow(/not ready within 0.3 s/);
    expect(supervisor.list()[0]?.pid).toBeUndefined();
  });

  it('stops in reverse order, and by force what does not end by itself', async () => {
    const noting = (
      name: string,
    ) => `import { appendFileSync } from 'node:fs'; setInterval(() => undefined, 1000);
      process.on('SIGTERM', () => { appendFileSync('${folder}/order', '${name} '); process.exit(0); }); ${READY}`;
    await supervisor.start(await spec('a', noting('a')));
    await supervisor.start(
      await spec(
        'deaf',
        `process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000); ${READY}`,
        {
          stopLimitMs: 200,
        },
      ),
    );
    await supervisor.start(await spec('b', noting('b')));
    await supervisor.stop();
    expect(await readFile(join(folder, 'order'), 'utf8')).toBe('b a ');
    expect(supervisor.list().map((info) => info.state)).toEqual(['stopped', 'stopped', 'stopped']);
  });

  it('lets a service see the death of its launcher through the IPC channel', async () => {
    const watching = `import { writeFileSync } from 'node:fs'; setInterval(() => undefined, 1000);
      process.on('disconnect', () => { writeFileSync('${folder}/seen', ''); process.exit(0); }); ${READY}`;
    const child = await spec('watching', watching);
    const launcher = `import { spawn } from 'node:child_process';
      const child = spawn(process.execPath, ['${child.args[0]}'], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
      child.on('message', () => process.kill(process.pid, 'SIGKILL')); ${READY}`;
    await supervisor.start(await spec('launcher', launcher));
    await until(() => (supervisor.list()[0]?.restarts ?? 0) >= 1);
    await expect(readFile(join(folder, 'seen'))).resolves.toBeDefined();
  });
});

describe('the delay between restarts', () => {
  it('doubles from 100 ms to 5 s, and starts anew after 30 s of health', () => {
    const backOff = new BackOff();
    const delays = Array.from({ length: 8 }, () => backOff.next(0));
    expect(delays).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
    expect(backOff.next(30_000)).toBe(100);
  });
});
