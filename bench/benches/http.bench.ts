import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import type { Bench } from '../bench.js';
import type { BenchCity } from '../bench-city.js';
import { entryWith15Items } from '../bench-service.js';
import { compare, runOperations, type Side } from '../harness.js';
import { profiled } from '../profiled-run.js';
import { QUIET_SERVICE, SERVICE } from '../worker-asks.js';

const AT_ONCE = 32;
const COMMANDS = 1_000;
const QUERIES = 2_000;
const DOCUMENTS = 300;

interface Ways {
  readonly ours: (service: string) => Call;
  readonly bare: Call;
  close(): Promise<unknown>;
}

interface Call {
  post(body: object): Promise<{ id: string }>;
  get(id: string): Promise<unknown>;
}

/** HTTP calls of both sides, over the same client and as many connections. */
async function waysInto(city: BenchCity): Promise<Ways> {
  const { gateway, bare } = (await city.edge()).ready;
  const pools = [gateway, bare].map((url) => new Pool(url, { connections: AT_ONCE, pipelining: 1 }));
  const [toGateway, toBare] = pools as [Pool, Pool];
  const authorization = `Bearer ${city.token}`;
  const call = (pool: Pool, path: string): Call => ({
    post: async (body) => {
      const headers = {
        authorization,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      };
      return read<{ id: string }>(
        await pool.request({ method: 'POST', path, headers, body: JSON.stringify(body) }),
      );
    },
    get: async (id) =>
      read(await pool.request({ method: 'GET', path: `${path}/${id}`, headers: { authorization } })),
  });
  return {
    ours: (service) => call(toGateway, `/${service}/items`),
    bare: call(toBare, '/items'),
    close: () => Promise.all(pools.map((pool) => pool.close())),
  };
}

async function read<Body>({ statusCode, body }: Awaited<ReturnType<Pool['request']>>): Promise<Body> {
  if (statusCode >= 300) throw new Error(`HTTP ${statusCode}: ${await body.text()}`);
  return (await body.json()) as Body;
}

/**
 * The whole way of a command and of a query over HTTP: gateway, token, one NATS hop, handler, database. The
 * limit is a bare Fastify route that does the same durable work behind one raw NATS request, with the token
 * check (decision 25).
 */
export const httpBench: Bench = {
  name: 'http',
  summary: 'command and query over HTTP against a bare Fastify route with one raw NATS hop',
  async run({ rounds, profile, city }) {
    const ready = await city();
    const ways = await waysInto(ready);
    try {
      const run = randomUUID();
      const quiet = ways.ours(QUIET_SERVICE);
      const relayed = ways.ours(SERVICE);
      await quiet.post(entryWith15Items(`${run} first`)); // the limit copies the form of this document
      const side = (name: string, operations: number, of: Side['run']): Side => ({
        name,
        operations,
        concurrency: AT_ONCE,
        run: of,
      });
      const limitCommand = 'limit: bare Fastify + raw request + one journaled insert';
      const command = side('ours, no relay', COMMANDS, (index) =>
        quiet.post(entryWith15Items(`${run} 静 ${index}`)),
      );
      const commands = await compare(
        {
          title: 'POST an entry with 15 items, acknowledged when journaled',
          unit: 'command',
          peer: limitCommand,
          sides: [
            side(limitCommand, COMMANDS, (index) => ways.bare.post(entryWith15Items(`${run} 限 ${index}`))),
            command,
            {
              ...side('ours, relay at work', COMMANDS, (index) =>
                relayed.post(entryWith15Items(`${run} 中 ${index}`)),
              ),
              after: () => ready.drained(),
            },
          ],
          targets: { 'ours, no relay': 0.5, 'ours, relay at work': 0.5 },
          cpu: () => ready.ask('cpu'),
        },
        rounds,
      );
      const ours: string[] = [];
      const limits: string[] = [];
      await runOperations(
        side('fill', DOCUMENTS, async (index) => {
          ours.push((await quiet.post(entryWith15Items(`${run} 读 ${index}`))).id);
          limits.push((await ways.bare.post(entryWith15Items(`${run} 读限 ${index}`))).id);
        }),
        0,
        DOCUMENTS,
      );
      const limitQuery = 'limit: bare Fastify + raw request + findOne';
      const query = side('ours', QUERIES, (index) => quiet.get(ours[index % DOCUMENTS] ?? ''));
      const queries = await compare(
        {
          title: 'GET an entry with 15 items by id',
          unit: 'query',
          peer: limitQuery,
          sides: [
            side(limitQuery, QUERIES, (index) => ways.bare.get(limits[index % DOCUMENTS] ?? '')),
            query,
          ],
          targets: { ours: 0.4 },
          cpu: () => ready.ask('cpu'),
        },
        rounds,
      );
      const edge = await ready.edge();
      const notes = profile
        ? [...(await profiled(ready, command, 1_000_000, edge)), ...(await profiled(ready, query, 0, edge))]
        : [];
      return { comparisons: [commands, queries], notes };
    } finally {
      await ways.close();
    }
  },
};
