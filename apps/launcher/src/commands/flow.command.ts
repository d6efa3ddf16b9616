import type { TraceFlow } from '../../../telemetry/contract/flow.dto.js';
import type { TracePage } from '../../../telemetry/contract/traces.dto.js';
import { type Output, table } from '../output.js';
import { UserError } from '../user-error.js';
import type { Command } from './command.js';
import { traceIdIn } from './trace-id.js';

/** Reads telemetry; `undefined` for what it does not know (yet). */
interface Reader {
  get<Reply>(path: string): Promise<Reply>;
}

const POLL_MS = 250;
/** A flow that has not grown for so long is taken as whole. */
const QUIET_MS = 1_500;
/** A command shows within a second; the first look need not fail for it. */
const PATIENCE_MS = 3_000;

/** `citybrain flow <trace>`: the messages behind a command, as a Mermaid sequence diagram. */
export const flowCommand: Command = {
  command: 'flow [trace]',
  describe: 'Show the messages behind a command as a Mermaid sequence diagram',
  options: {
    trace: { type: 'string', describe: 'Trace id, traceparent, or a problem as JSON' },
    last: { type: 'boolean', default: false, describe: 'List recent traces instead' },
    limit: { type: 'number', default: 20, describe: 'With --last: how many, 1 to 100' },
    service: { type: 'string', describe: 'With --last: only traces with this service' },
    outcome: {
      choices: ['ok', 'retry', 'refused', 'failed', 'deadLetter'],
      describe: 'With --last: only traces with this outcome',
    },
    watch: { type: 'boolean', default: false, describe: 'Wait until nothing more comes' },
    timeout: { type: 'number', default: 30, describe: 'With --watch: seconds to wait at most' },
  },
  run: async ({ trace, last, limit, service, outcome, watch, timeout }, output) => {
    const id = last === true ? undefined : traceIdIn(wanted(trace));
    const { signInAsOperator } = await import('./operator-session.js');
    const operator = await signInAsOperator();
    if (id === undefined) return listLast(operator, { limit, service, outcome }, output);
    const flow =
      watch === true ? await settled(operator, id, Number(timeout) * 1_000) : await first(operator, id);
    output.result(flow);
    output.line(flow.mermaid.trimEnd());
    if (!flow.complete && !output.json)
      process.stderr.write(
        'Some records are missing; the diagram says where. With --watch it waits for late ones.\n',
      );
    return 0;
  },
};

function wanted(trace: unknown): string {
  if (typeof trace === 'string' && trace.trim() !== '') return trace;
  throw new UserError('Which trace?', 'Give a trace id, or use --last to list recent ones.');
}

async function listLast(
  reader: Reader,
  { limit, service, outcome }: { limit: unknown; service: unknown; outcome: unknown },
  output: Output,
): Promise<number> {
  const query = new URLSearchParams({ limit: String(limit) });
  if (typeof service === 'string') query.set('service', service);
  if (typeof outcome === 'string') query.set('outcome', outcome);
  const page = await reader.get<TracePage>(`/telemetry/traces?${query}`);
  output.result(page);
  if (page.items.length === 0) output.line('No traces.');
  else
    for (const line of table([
      ['Trace', 'Begun', 'ms', 'Outcome', 'What', 'Services'],
      ...page.items.map(({ traceId, startedAt, ms, outcome: worst, code, address, name, services }) => [
        traceId,
        startedAt,
        ms.toFixed(1),
        [worst, code].filter(Boolean).join(' '),
        address ?? name,
        services.join(' '),
      ]),
    ]))
      output.line(line);
  return 0;
}

async function first(reader: Reader, id: string): Promise<TraceFlow> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await reader.get<TraceFlow>(`/telemetry/traces/${id}`);
    } catch (error) {
      if (Date.now() > deadline || !isUnknown(error)) throw error;
    }
    await pause();
  }
}

/** Waits until nothing is missing and nothing more comes; what is there when the time is over. */
async function settled(reader: Reader, id: string, limitMs: number): Promise<TraceFlow> {
  const deadline = Date.now() + limitMs;
  let flow = await first(reader, id);
  let changedAt = Date.now();
  while (Date.now() < deadline && (!flow.complete || Date.now() - changedAt < QUIET_MS)) {
    await pause();
    const next = await first(reader, id);
    if (next.spans !== flow.spans) changedAt = Date.now();
    flow = next;
  }
  return flow;
}

function isUnknown(error: unknown): boolean {
  return error instanceof Error && error.message.includes('trace-unknown');
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
