import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../bench.js';
import { runOperations, spread } from '../harness.js';
import { type LaunchedCity, launchCity } from '../launched-city.js';
import type { Bounded } from '../limits.js';

const WARM_START_SECONDS = 15;
const SERVICE_MB = 130;
const SINGLE_MB = 600;
const SETTLE_MS = 2_000;
const READS = 2_000;
const SIGN_INS = 24;
const AT_ONCE = 8;
/** Not services: they have no limit of their own. */
const OTHERS = ['launcher', 'mongod', 'nats-server'];

interface Figures {
  readonly seconds: number[];
  readonly memory: Map<string, number[]>;
}

/**
 * Starts of a whole seeded city as a user starts it, and the resident memory of its processes after some
 * requests and sign-ins: in processes and in one process, in turns. The first start (empty home, seeds) is told
 * but has no limit.
 */
export const startBench: Bench = {
  name: 'start',
  summary: 'start and memory of a seeded city, in processes and in one, against their limits',
  async run({ rounds }) {
    if (!existsSync('/proc/self/status'))
      return { comparisons: [], notes: ['memory is read from /proc: Linux only'] };
    const home = await mkdtemp(join(tmpdir(), 'citybrain-bench-home-'));
    try {
      const first = await launchCity(home);
      await first.stop();
      const modes = { processes: figures(), single: figures() };
      for (let round = 0; round < rounds; round++) {
        const order =
          round % 2 === 0 ? (['processes', 'single'] as const) : (['single', 'processes'] as const);
        for (const mode of order) await measure(home, mode, modes[mode]);
      }
      return {
        comparisons: [],
        limits: [...rowsOfProcesses(modes.processes), ...rowsOfSingle(modes.single)],
        notes: [`first start with seeds, once: ${(first.startedInMs / 1_000).toFixed(1)} s`],
      };
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  },
};

function figures(): Figures {
  return { seconds: [], memory: new Map() };
}

async function measure(home: string, mode: 'processes' | 'single', into: Figures): Promise<void> {
  const city = await launchCity(home, ...(mode === 'single' ? ['--single'] : []));
  try {
    into.seconds.push(city.startedInMs / 1_000);
    await use(city);
    await sleep(SETTLE_MS);
    for (const [name, megabytes] of city.memory())
      into.memory.set(name, [...(into.memory.get(name) ?? []), megabytes]);
  } finally {
    await city.stop();
  }
}

/** A little of everybody's work: memory of an idle process says nothing. */
async function use({ gatewayUrl, demoAccountsFile }: LaunchedCity): Promise<void> {
  const [{ account, password }] = JSON.parse(await readFile(demoAccountsFile ?? '', 'utf8')) as [
    { account: string; password: string },
  ];
  const signIn = async () => {
    const response = await fetch(`${gatewayUrl}/identity/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ account, password }),
    });
    if (!response.ok) throw new Error(`sign-in: HTTP ${response.status} ${await response.text()}`);
    return ((await response.json()) as { accessToken: string }).accessToken;
  };
  const token = await signIn();
  const side = (name: string, run: () => Promise<unknown>, operations: number) =>
    runOperations({ name, run, operations, concurrency: AT_ONCE }, 0, operations);
  await side('sign in', signIn, SIGN_INS);
  const paths = ['/catalog/entries?limit=20', '/identity/organisations?limit=20', '/identity/me'];
  let next = 0;
  const read = async () => {
    const path = paths[next++ % paths.length];
    const response = await fetch(gatewayUrl + path, { headers: { authorization: `Bearer ${token}` } });
    if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
    await response.arrayBuffer();
  };
  await side('read', read, READS);
}

function rowsOfProcesses({ seconds, memory }: Figures): Bounded[] {
  return [
    {
      what: 'warm start, processes',
      unit: 's',
      measured: spread(seconds),
      atMost: WARM_START_SECONDS,
    },
    ...[...memory].map(([name, values]) => ({
      what: `memory of ${name}`,
      unit: 'MB',
      measured: spread(values),
      ...(!OTHERS.includes(name) && { atMost: SERVICE_MB }),
    })),
  ];
}

function rowsOfSingle({ seconds, memory }: Figures): Bounded[] {
  const rounds = seconds.map((_second, round) =>
    [...memory.values()].reduce((sum, values) => sum + (values[round] ?? 0), 0),
  );
  return [
    {
      what: 'warm start, one process',
      unit: 's',
      measured: spread(seconds),
      atMost: WARM_START_SECONDS,
    },
    { what: 'one process: memory in all', unit: 'MB', measured: spread(rounds), atMost: SINGLE_MB },
    ...[...memory].map(([name, values]) => ({
      what: `one process: memory of ${name}`,
      unit: 'MB',
      measured: spread(values),
    })),
  ];
}
