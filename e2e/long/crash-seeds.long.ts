import { afterAll, beforeAll, describe, it } from '@jest/globals';
import fc from 'fast-check';
import { crashRun } from '../support/crash-run.js';
import {
  foundDepartment,
  startWholeCity,
  type TestDepartment,
  type WholeCity,
} from '../support/test-city.js';

/*
 * The crash test over and over, each time with other victims in another order; the seed is printed and can be
 * given again: VERIFY_SEED. VERIFY_CRASH_RUNS says how often.
 */

const RUNS = Number(process.env.VERIFY_CRASH_RUNS ?? '10');
const SEED = Number(process.env.VERIFY_SEED ?? Date.now() % 2 ** 31);
const ENTRIES = 60;
const PROCESSES = ['data-catalog', 'nats-server', 'identity', 'mongod', 'gateway'];

let whole: WholeCity;
let department: TestDepartment;

beforeAll(async () => {
  whole = await startWholeCity();
  department = await foundDepartment(whole.operator, 'crash');
});

afterAll(() => whole?.stop());

describe(`a city whose processes are killed in random order (VERIFY_SEED=${SEED})`, () => {
  const plans = fc.sample(fc.array(fc.constantFrom(...PROCESSES), { minLength: 3, maxLength: 8 }), {
    seed: SEED,
    numRuns: RUNS,
  });

  it.each(plans.map((victims, at) => ({ at, victims })))(
    'run $at: $victims',
    async ({ at, victims }) => {
      await crashRun(whole, department, {
        name: `run${at}-`,
        entries: ENTRIES,
        victims,
        before: at * ENTRIES,
      });
    },
    600_000,
  );
});
