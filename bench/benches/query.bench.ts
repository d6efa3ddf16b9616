import { randomUUID } from 'node:crypto';
import type { Bench } from '../bench.js';
import { benchContract, entryWith15Items } from '../bench-service.js';
import { compare, runOperations, type Side } from '../harness.js';
import { profiled } from '../profiled-run.js';
import { LIMIT, QUIET_SERVICE } from '../worker-asks.js';

const AT_ONCE = 32;
const DOCUMENTS = 300;
const OPERATIONS = 3_000;

/** Reading one aggregate by id at the NATS handler, against a raw request and the driver's findOne. */
export const queryBench: Bench = {
  name: 'query',
  summary: 'one entry by id against a raw request + findOne',
  async run({ rounds, profile, city }) {
    const ready = await city();
    const { client, connection, token } = ready;
    const { registerItem, getItem } = benchContract(QUIET_SERVICE).operations;
    const run = randomUUID();
    const ours: string[] = [];
    const limits: string[] = [];
    const create = async (index: number) => {
      const made = await client.call(registerItem, entryWith15Items(`${run} ${index}`), { token });
      ours.push(made.body.id);
      const body = JSON.stringify(entryWith15Items(`${run} 限 ${index}`));
      limits.push(
        (await connection.request(LIMIT.insert, body, { timeout: 5_000 })).json<{ id: string }>().id,
      );
    };
    await create(-1);
    await runOperations(
      { name: 'fill', operations: DOCUMENTS, concurrency: AT_ONCE, run: create },
      0,
      DOCUMENTS,
    );
    const signed: Side = {
      name: 'ours, token remembered',
      operations: OPERATIONS,
      concurrency: AT_ONCE,
      run: (index) => client.call(getItem, { id: ours[index % DOCUMENTS] ?? '' }, { token }),
    };
    const comparison = await compare(
      {
        title: 'get an entry with 15 items by id',
        unit: 'query',
        peer: 'limit: raw request + findOne',
        sides: [
          {
            name: 'limit: raw request + findOne',
            operations: OPERATIONS,
            concurrency: AT_ONCE,
            run: async (index) => {
              const body = JSON.stringify({ id: limits[index % DOCUMENTS] });
              return (await connection.request(LIMIT.find, body, { timeout: 5_000 })).json();
            },
          },
          signed,
        ],
        cpu: () => ready.ask('cpu'),
      },
      rounds,
    );
    return { comparisons: [comparison], notes: profile ? await profiled(ready, signed, 0) : [] };
  },
};
