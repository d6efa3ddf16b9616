import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  foundDepartment,
  startWholeCity,
  type TestDepartment,
  type WholeCity,
} from '../support/test-city.js';

/* A steady load for VERIFY_SOAK_MINUTES: no request fails, no event stays behind, no process grows without end. */

const MINUTES = Number(process.env.VERIFY_SOAK_MINUTES ?? '10');
const PAUSE_MS = 100;
const LANES = 4;
/** Sessions must not pile up either; more often than this the gateway would refuse. */
const SIGN_IN_EVERY_MS = 30_000;
/** Memory of the second half over that of the first, at most. */
const GROWTH = 1.25;

let whole: WholeCity;
let department: TestDepartment;

beforeAll(async () => {
  whole = await startWholeCity();
  department = await foundDepartment(whole.operator, 'soak');
});

afterAll(() => whole?.stop());

describe(`a city under steady load for ${MINUTES} minutes`, () => {
  it(
    'answers every request and does not grow',
    async () => {
      const until = Date.now() + MINUTES * 60_000;
      const memory = new Map<string, number[]>();
      let requests = 0;
      const lane = async (number: number) => {
        let editor = await whole.as(department.editor);
        let signedIn = Date.now();
        for (let round = 0; Date.now() < until; round++) {
          if (Date.now() - signedIn > SIGN_IN_EVERY_MS) {
            editor = await whole.as(department.editor);
            signedIn = Date.now();
          }
          const title = `持续负载目录 ${number}-${round}`;
          const body = { title, classifications: [department.leaf] };
          const { id } = await editor.post<{ id: string }>(
            '/catalog/entries',
            body,
            `soak-${number}-${round}`,
          );
          await editor.get(`/catalog/entries/${id}`);
          await editor.get('/catalog/entries?limit=20');
          requests += 3;
          await pause(PAUSE_MS);
        }
      };
      const watch = async () => {
        while (Date.now() < until) {
          for (const { name, pid } of whole.city.processes())
            memory.set(name, [...(memory.get(name) ?? []), residentMB(pid)]);
          await pause(1_000);
        }
      };
      await Promise.all([watch(), ...Array.from({ length: LANES }, (_, number) => lane(number))]);
      expect(requests).toBeGreaterThan(MINUTES * 60);
      expect(whole.city.processes().filter(({ restarts }) => restarts > 0)).toEqual([]);
      for (const [name, samples] of memory) {
        // The first tenth is warming up.
        const warm = samples.slice(Math.ceil(samples.length / 10));
        const half = Math.floor(warm.length / 2);
        const growth = mean(warm.slice(half)) / mean(warm.slice(0, half));
        process.stdout.write(
          `soak: ${name} ${Math.round(mean(warm.slice(half)))} MB, second half / first half ${growth.toFixed(2)}\n`,
        );
        // mongod fills its cache up to the bound that the launcher sets.
        if (name !== 'mongod') expect(growth).toBeLessThan(GROWTH);
      }
    },
    MINUTES * 60_000 + 120_000,
  );
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function residentMB(pid: number | undefined): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1_024;
}
