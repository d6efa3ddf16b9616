import { randomUUID } from 'node:crypto';
import { BSON } from 'mongodb';
import type { Bench } from '../bench.js';
import { benchContract, entryWith15Items } from '../bench-service.js';
import { compare, type Side } from '../harness.js';
import { profiled } from '../profiled-run.js';
import { CITY, LIMIT, LIMIT_DATABASE, QUIET_SERVICE, SERVICE } from '../worker-asks.js';

const AT_ONCE = 32;
const OPERATIONS = 1_500;

/**
 * A creating command at the NATS handler: token, validation, decision, one journaled write; with the relay
 * at work and without. The limit does the same durable work with the bare driver: one journaled insert of an
 * equally large document, without indexes, behind a raw request (decision 25).
 */
export const commandBench: Bench = {
  name: 'command',
  summary: 'a creating command against one journaled insert behind a raw request',
  async run({ rounds, profile, city }) {
    const ready = await city();
    const { client, connection, token, mongo } = ready;
    const relayed = benchContract(SERVICE).operations.registerItem;
    const quiet = benchContract(QUIET_SERVICE).operations.registerItem;
    const run = randomUUID();
    const options = () => ({ token, idempotencyKey: randomUUID(), timeoutMs: 30_000 });
    const limit = async (index: number) => {
      const body = JSON.stringify(entryWith15Items(`${run} 限 ${index}`));
      return (await connection.request(LIMIT.insert, body, { timeout: 30_000 })).json();
    };
    const backlogs: number[] = [];
    const withRelay: Side = {
      name: 'ours, relay at work',
      operations: OPERATIONS,
      concurrency: AT_ONCE,
      run: (index) => client.call(relayed, entryWith15Items(`${run} 中 ${index}`), options()),
      after: async () => {
        backlogs.push(await ready.pending());
        await ready.drained();
      },
    };
    const withoutRelay: Side = {
      name: 'ours, no relay',
      operations: OPERATIONS,
      concurrency: AT_ONCE,
      run: (index) => client.call(quiet, entryWith15Items(`${run} 静 ${index}`), options()),
    };
    await withoutRelay.run(-1); // the limit copies the form of this document
    const comparison = await compare(
      {
        title: 'register an entry with 15 items, acknowledged when journaled',
        unit: 'command',
        peer: 'limit: raw request + one journaled insert',
        sides: [
          {
            name: 'limit: raw request + one journaled insert',
            operations: OPERATIONS,
            concurrency: AT_ONCE,
            run: limit,
          },
          withoutRelay,
          withRelay,
        ],
        cpu: () => ready.ask('cpu'),
      },
      rounds,
    );
    const sizes = await Promise.all(
      [
        mongo.db(`${CITY}_${QUIET_SERVICE}`).collection('item'),
        mongo.db(LIMIT_DATABASE).collection('documents'),
      ].map(async (documents) => BSON.calculateObjectSize((await documents.findOne({})) ?? {})),
    );
    const notes = [
      `stored document: ours ${sizes[0]} bytes, limit ${sizes[1]} bytes`,
      `events still pending when ${OPERATIONS} commands were acknowledged, by round: ${backlogs.slice(1).join(', ')}`,
    ];
    if (profile) {
      notes.push(...(await profiled(ready, withoutRelay, 1_000_000)));
      notes.push(...(await profiled(ready, withRelay, 1_000_000)));
    }
    return { comparisons: [comparison], notes };
  },
};
