import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { eventually } from '#libs/testing';
import { foundDepartment, startWholeCity, type TestDepartment, type WholeCity } from './support/test-city.js';

/*
 * Kill -9 of every process, one after another, while 500 commands are sent. Who sends a command repeats it
 * with its idempotency key until it is acknowledged, as any client should. Afterwards every acknowledged
 * command is stored, and each event has had its effect exactly once.
 */

const ENTRIES = 125;
const STEPS = 4;
const LANES = 8;
const VICTIMS = ['data-catalog', 'nats-server', 'identity', 'mongod', 'gateway', 'data-catalog'];

let whole: WholeCity;
let department: TestDepartment;
const tokens = new Map<string, string>();

beforeAll(async () => {
  whole = await startWholeCity();
  department = await foundDepartment(whole.operator, 'crash');
  for (const role of ['editor', 'approver', 'publisher'] as const) tokens.set(role, await signIn(role));
});

afterAll(() => whole?.stop());

async function signIn(role: 'editor' | 'approver' | 'publisher'): Promise<string> {
  const response = await fetch(`${whole.city.gatewayUrl}/identity/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(department[role]),
  });
  return ((await response.json()) as { accessToken: string }).accessToken;
}

interface Answer {
  id: string;
  version: number;
  publishState: string;
  codes: { code: string }[];
}

/** Sends a command until it is acknowledged; anything but an absent city is a failure of the test. */
async function command(role: string, path: string, body: object, key: string): Promise<Answer> {
  for (let attempt = 1; attempt <= 200; attempt++) {
    try {
      const response = await fetch(whole.city.gatewayUrl + path, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${tokens.get(role)}`,
          'idempotency-key': key,
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(10_000),
      });
      if (response.ok) return (await response.json()) as Answer;
      const problem = await response.text();
      if (response.status !== 503)
        throw new Refused(`${path} was answered with ${response.status}: ${problem}`);
    } catch (error) {
      if (error instanceof Refused) throw error; // else: the connection broke, the outcome is unknown
    }
    await pause(100);
  }
  throw new Error(`${path} was never acknowledged`);
}

class Refused extends Error {}

/** Kills the victims with -9, one each time another share of the commands is acknowledged. */
async function killThem(acknowledged: () => number): Promise<void> {
  for (const [index, victim] of VICTIMS.entries()) {
    const due = ((index + 1) * ENTRIES * STEPS) / (VICTIMS.length + 1);
    while (acknowledged() < due) await pause(5);
    const found = whole.city.processes().find(({ name }) => name === victim);
    if (found?.pid === undefined) throw new Error(`${victim} does not run`);
    process.kill(found.pid, 'SIGKILL');
    await eventually(() => {
      const again = whole.city.processes().find(({ name }) => name === victim);
      expect(again?.restarts).toBeGreaterThan(found.restarts);
      expect(again?.state).toBe('ready');
    }, 60_000);
  }
}

describe('a city whose processes are killed under load', () => {
  it('keeps every acknowledged command, and each event takes effect exactly once', async () => {
    let acknowledged = 0;
    const published: Answer[] = [];
    const queue = Array.from({ length: ENTRIES }, (_, index) => index);
    const lane = async () => {
      for (let index = queue.shift(); index !== undefined; index = queue.shift()) {
        const key = `crash-${index}`;
        const draft = await command('editor', '/catalog/entries', fields(index), key);
        acknowledged++;
        let entry = draft;
        for (const [role, action] of [
          ['editor', 'submit'],
          ['approver', 'approve'],
          ['publisher', 'publish'],
        ] as const) {
          entry = await command(role, `/catalog/entries/${draft.id}/${action}`, {}, `${key}-${action}`);
          acknowledged++;
        }
        published.push(entry);
      }
    };
    await Promise.all([killThem(() => acknowledged), ...Array.from({ length: LANES }, lane)]);
    expect(acknowledged).toBe(ENTRIES * STEPS);

    const editor = await whole.as(department.editor);
    for (const { id, version, codes } of published) {
      expect(version).toBe(STEPS);
      const stored = await editor.get<Answer>(`/catalog/entries/${id}`);
      expect(stored).toMatchObject({ version: STEPS, publishState: 'published', codes });
    }
    expect(new Set(published.map(({ codes }) => codes[0]?.code)).size).toBe(ENTRIES);

    await eventually(async () => {
      const { providers } = await editor.get<{ providers: object[] }>('/catalog/overview');
      expect(providers).toEqual([
        expect.objectContaining({
          published: ENTRIES,
          draft: 0,
          submitted: 0,
          deptApproved: 0,
          steps: ENTRIES * STEPS,
        }),
      ]);
    }, 30_000);
    expect(await eventsOfEntries()).toEqual({ events: ENTRIES * STEPS, pending: 0 });
    for (const victim of new Set(VICTIMS)) {
      expect(whole.city.processes().find(({ name }) => name === victim)?.restarts).toBeGreaterThan(0);
    }
  }, 240_000);
});

function fields(index: number) {
  return {
    title: `压力测试目录${index}`,
    abstract: '在进程被强制终止期间编制的目录，用于验证已确认的命令不丢失。',
    classifications: [department.leaf],
    format: 'electronicFile',
    shareType: 'unconditional',
    shareMode: 'platform',
    openType: 'open',
    updateCycle: 'yearly',
  };
}

async function eventsOfEntries(): Promise<{ events: number; pending: number }> {
  const client = await MongoClient.connect(whole.city.mongoUri);
  try {
    const db = client.db(`${whole.city.cityId}_data-catalog`);
    return await eventually(async () => {
      const pending = await db.collection('entry').countDocuments({ 'pending.0': { $exists: true } });
      expect(pending).toBe(0);
      return { events: await db.collection('events').countDocuments({ aggregatetype: 'entry' }), pending };
    });
  } finally {
    await client.close();
  }
}
