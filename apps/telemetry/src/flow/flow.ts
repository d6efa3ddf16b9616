import type { FlowMessage, FlowParticipant, FlowStep, TraceFlow } from '../../contract/flow.dto.js';
import { type Hop, hopsOf } from './flow-hops.js';
import { stepsOf } from './flow-steps.js';
import { correctedTimes } from './flow-times.js';
import type { FlowSpan } from './span-tree.js';

/** A flow without its picture. */
export type Flow = Omit<TraceFlow, 'mermaid'>;

/** Makes the sequence of messages of one trace from its spans, in whatever order they came. Pure. */
export function flowOf(traceId: string, spans: readonly FlowSpan[]): Flow {
  const hops = hopsOf(spans);
  const times = correctedTimes(hops);
  const steps = stepsOf(hops, times);
  const sent = steps.filter(({ part }) => part === 'send').map(({ hop }) => hop);
  const numbers = new Map(sent.map((hop, index) => [hop, index + 1]));
  const people = new Participants();
  const timeOf = (hop: Hop) => times.get(hop) ?? hop.told.start;
  const begin = sent.reduce((least, hop) => Math.min(least, timeOf(hop)), Number.POSITIVE_INFINITY);
  const messages = sent.map((hop): FlowMessage => {
    const cause = hop.cause && numbers.get(hop.cause);
    return {
      number: numbers.get(hop) ?? 0,
      kind: hop.kind,
      from: people.senderOf(hop),
      to: people.receiverOf(hop),
      ...told(hop),
      at: rounded(timeOf(hop) - begin),
      ...(cause !== undefined && { cause }),
      ...(hop.gap && { gap: hop.gap }),
    };
  });
  return {
    traceId,
    startedAt: new Date(sent[0]?.told.start ?? 0).toISOString(),
    ms: messages.reduce((most, { at, ms }) => Math.max(most, rounded(at + ms)), 0),
    complete: messages.every(({ gap }) => gap === undefined),
    spans: new Set(spans.map(({ spanId }) => spanId)).size,
    participants: people.list,
    messages,
    steps: steps.map(({ hop, part }): FlowStep => ({ message: numbers.get(hop) ?? 0, part })),
  };
}

function told({ told: span, receiver }: Hop) {
  const { name, address, outcome, status, code, event, consumer, attempt, start, ms } = span;
  const actor = receiver?.actor ?? span.actor;
  return {
    name,
    startedAt: new Date(start).toISOString(),
    ms: rounded(ms),
    outcome,
    ...(address !== undefined && { address }),
    ...(status !== undefined && { status }),
    ...(code !== undefined && { code }),
    ...(actor !== undefined && { actor }),
    ...(event !== undefined && { event }),
    ...(consumer !== undefined && { consumer }),
    ...(attempt !== undefined && { attempt }),
  };
}

/** Numbers the participants as they appear. */
class Participants {
  readonly list: FlowParticipant[] = [];
  private readonly ids = new Map<string, string>();

  senderOf({ kind, sender, told, cause, gap }: Hop): string {
    if (sender) return this.node(sender.node);
    if (kind === 'deliver') return this.id('stream', 'EVENTS');
    if (cause?.receiver) return this.node(cause.receiver.node);
    if (gap === 'sender') return this.id('unknown', 'unknown');
    return this.id('caller', (told.actor ?? 'anonymous').split(':')[0] || 'anonymous');
  }

  receiverOf({ kind, receiver, told }: Hop): string {
    if (kind === 'publish') return this.id('stream', 'EVENTS');
    return this.node(receiver?.node ?? told.peer ?? 'unknown');
  }

  private node(name: string): string {
    if (name === 'gateway') return this.id('gateway', name);
    return this.id(OUTSIDE.has(name) ? 'caller' : 'service', name);
  }

  private id(kind: FlowParticipant['kind'], name: string): string {
    const key = `${kind} ${name}`;
    const known = this.ids.get(key);
    if (known) return known;
    const id = `p${this.list.length + 1}`;
    this.ids.set(key, id);
    this.list.push({ id, kind, name });
    return id;
  }
}

/** NATS users that are no services. */
const OUTSIDE: ReadonlySet<string> = new Set(['operator', 'integrator']);

/** To the microsecond. */
function rounded(milliseconds: number): number {
  return Math.max(0, Math.round(milliseconds * 1_000) / 1_000);
}
