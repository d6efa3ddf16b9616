import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { eventually } from '#libs/testing';
import type { TestDepartment, WholeCity } from './test-city.js';

/*
 * Commands are sent while processes are killed with -9. Who sends a command repeats it with its idempotency key
 * until it is acknowledged, as any client should. Afterwards every acknowledged command is stored, and each
 * event has had its effect exactly once.
 */

/** Commands for each entry: draft, submit, approve, publish. */
const STEPS = 4;
const LANES = 8;
const ACTIONS = [
  ['editor', 'submit'],
  ['approver', 'approve'],
  ['publisher', 'publish'],
] as const;

type Role = 'editor' | 'approver' | 'publisher';

export interface CrashPlan {
  /** Begins the idempotency keys and titles of this run; another run needs another. */
  readonly name: string;
  readonly entries: number;
  /** Processes to kill, in this order, at even shares of the work. */
  readonly victims: readonly string[];
  /** Entries that the department has from earlier runs. */
  readonly before?: number;
}

interface Answer {
  id: string;
  version: number;
  publishState: string;
  codes: { code: string }[];
}

/** Runs the plan against a city and checks what must hold afterwards. */
export async function crashRun(whole: WholeCity, department: TestDepartment, plan: CrashPlan): Promise<void> {
  const { name, entries, victims, before = 0 } = plan;
  const send = await sender(whole, department);
  let acknowledged = 0;
  const published: Answer[] = [];
  const queue = Array.from({ length: entries }, (_, index) => index);
  const lane = async () => {
    for (let index = queue.shift(); index !== undefined; index = queue.shift()) {
      const key = `${name}-${index}`;
      const draft = await send('editor', '/catalog/entries', fields(`${name}${index}`, department.leaf), key);
      acknowledged++;
      let entry = draft;
      for (const [role, action] of ACTIONS) {
        entry = await send(role, `/catalog/entries/${draft.id}/${action}`, {}, `${key}-${action}`);
        acknowledged++;
      }
      published.push(entry);
    }
  };
  await Promise.all([
    kill(whole, victims, entries * STEPS, () => acknowledged),
    ...Array.from({ length: LANES }, lane),
  ]);
  expect(acknowledged).toBe(entries * STEPS);

  const editor = await whole.as(department.editor);
  for (const { id, codes } of published) {
    const stored = await editor.get<Answer>(`/catalog/entries/${id}`);
    expect(stored).toMatchObject({ version: STEPS, publishState: 'published', codes });
  }
  expect(new Set(published.map(({ codes }) => codes[0]?.code)).size).toBe(entries);
  const all = before + entries;
  await eventually(async () => {
    const { providers } = await editor.get<{ providers: object[] }>('/catalog/overview');
    expect(providers).toEqual([
      expect.objectContaining({
        published: all,
        draft: 0,
        submitted: 0,
        deptApproved: 0,
        steps: all * STEPS,
      }),
    ]);
  }, 30_000);
  expect(await eventsOfEntries(whole)).toEqual({ events: all * STEPS, pending: 0 });
}

/** Kills the victims with -9, one each time another share of the commands is acknowledged. */
async function kill(
  whole: WholeCity,
  victims: readonly string[],
  commands: number,
  acknowledged: () => number,
): Promise<void> {
  for (const [index, victim] of victims.entries()) {
    const due = ((index + 1) * commands) / (victims.length + 1);
    while (acknowledged() < due) await pause(5);
    const found = whole.city.processes().find((process) => process.name === victim);
    if (found?.pid === undefined) throw new Error(`${victim} does not run`);
    process.kill(found.pid, 'SIGKILL');
    await eventually(() => {
      const again = whole.city.processes().find((process) => process.name === victim);
      expect(again?.restarts).toBeGreaterThan(found.restarts);
      expect(again?.state).toBe('ready');
    }, 60_000);
  }
}

/** Sends a command until it is acknowledged; anything but an absent city is a failure of the test. */
async function sender(whole: WholeCity, department: TestDepartment) {
  const tokens = new Map<Role, string>();
  const tokenOf = async (role: Role) => {
    const known = tokens.get(role);
    if (known) return known;
    const { token } = await whole.as(department[role]);
    if (!token) throw new Error(`${role} has no token`);
    tokens.set(role, token);
    return token;
  };
  for (const role of ['editor', 'approver', 'publisher'] as const) await tokenOf(role);
  return async (role: Role, path: string, body: object, key: string): Promise<Answer> => {
    for (let attempt = 1; attempt <= 200; attempt++) {
      try {
        const response = await fetch(whole.city.gatewayUrl + path, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            authorization: `Bearer ${await tokenOf(role)}`,
            'idempotency-key': key,
          },
          body: JSON.stringify(body),
          signal: AbortSignal.timeout(10_000),
        });
        if (response.ok) return (await response.json()) as Answer;
        const problem = await response.text();
        if (response.status !== 503) throw new Refused(`${path} was answered ${response.status}: ${problem}`);
      } catch (error) {
        if (error instanceof Refused) throw error; // else: the connection broke, the outcome is unknown
      }
      await pause(100);
    }
    throw new Error(`${path} was never acknowledged`);
  };
}

class Refused extends Error {}

function fields(title: string, leaf: string) {
  return {
    title: `压力测试目录${title}`,
    abstract: '在进程被强制终止期间编制的目录，用于验证已确认的命令不丢失。',
    classifications: [leaf],
    format: 'electronicFile',
    shareType: 'unconditional',
    shareMode: 'platform',
    openType: 'open',
    updateCycle: 'yearly',
  };
}

async function eventsOfEntries(whole: WholeCity): Promise<{ events: number; pending: number }> {
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
