import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { crashRun } from './support/crash-run.js';
import { foundDepartment, startWholeCity, type TestDepartment, type WholeCity } from './support/test-city.js';

/* Kill -9 of every process, one after another, while 500 commands are sent. More of it: e2e/long. */

const VICTIMS = ['data-catalog', 'nats-server', 'identity', 'mongod', 'gateway', 'data-catalog'];

let whole: WholeCity;
let department: TestDepartment;

beforeAll(async () => {
  whole = await startWholeCity();
  department = await foundDepartment(whole.operator, 'crash');
});

afterAll(() => whole?.stop());

describe('a city whose processes are killed under load', () => {
  it('keeps every acknowledged command, and each event takes effect exactly once', async () => {
    await crashRun(whole, department, { name: 'crash', entries: 125, victims: VICTIMS });
    for (const victim of new Set(VICTIMS)) {
      expect(whole.city.processes().find(({ name }) => name === victim)?.restarts).toBeGreaterThan(0);
    }
  }, 240_000);
});
