import type { Bench } from '../bench.js';
import { benchContract, entryWith15Items } from '../bench-service.js';
import { compare, type Side } from '../harness.js';
import { profiled } from '../profiled-run.js';
import { LIMIT, SERVICE } from '../worker-asks.js';

const AT_ONCE = 32;
const OPERATIONS = 6_000;

/** One hop over NATS: our client and server against request/reply as the NATS client has it. */
export const natsHopBench: Bench = {
  name: 'nats-hop',
  summary: 'echo over NATS: operation client and server against raw request/reply of the same JSON',
  async run({ rounds, profile, city }) {
    const ready = await city();
    const { client, connection, token } = ready;
    const { echoOpen, echoSigned } = benchContract(SERVICE).operations;
    const bodies = [
      { name: 'small body (23 bytes)', body: { title: 'a title' } },
      { name: 'entry with 15 items (3 KB)', body: entryWith15Items('城市供水用户信息') },
    ];
    const comparisons = [];
    const notes: string[] = [];
    for (const { name, body } of bodies) {
      const side = (label: string, run: Side['run']): Side => ({
        name: label,
        operations: OPERATIONS,
        concurrency: AT_ONCE,
        run,
      });
      const signed = side('ours, token remembered', () => client.call(echoSigned, body, { token }));
      const sides = [
        side('raw request/reply', async () =>
          (await connection.request(LIMIT.echo, JSON.stringify(body), { timeout: 5_000 })).json(),
        ),
        side('ours, no token', () => client.call(echoOpen, body)),
        signed,
      ];
      comparisons.push(
        await compare(
          {
            title: `echo, ${name}`,
            unit: 'request',
            peer: 'raw request/reply',
            sides,
            targets: { 'ours, no token': 0.75, 'ours, token remembered': 0.75 },
            cpu: () => ready.ask('cpu'),
          },
          rounds,
        ),
      );
      if (profile) notes.push(`-- ${name}`, ...(await profiled(ready, signed, 0)));
    }
    return { comparisons, notes };
  },
};
