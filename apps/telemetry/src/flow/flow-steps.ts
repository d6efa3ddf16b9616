import type { Hop } from './flow-hops.js';
import type { FlowTimes } from './flow-times.js';
import { compare } from './span-tree.js';

/** A message goes out, or its reply comes back. */
export interface HopStep {
  readonly hop: Hop;
  readonly part: 'send' | 'reply';
}

interface Ready extends HopStep {
  readonly time: number;
  readonly depth: number;
}

/** All steps in order of time; but never an effect before its cause, nor a reply before its request. */
export function stepsOf(hops: readonly Hop[], times: FlowTimes): HopStep[] {
  const effects = new Map<Hop | undefined, Hop[]>();
  for (const hop of hops) {
    const of = effects.get(hop.cause);
    if (of) of.push(hop);
    else effects.set(hop.cause, [hop]);
  }
  const timeOf = (hop: Hop) => times.get(hop) ?? hop.told.start;
  const ready: Ready[] = [];
  const sendable = (cause: Hop | undefined, depth: number) => {
    for (const hop of effects.get(cause) ?? [])
      insert(ready, { hop, part: 'send', time: timeOf(hop), depth });
  };
  const steps: HopStep[] = [];
  sendable(undefined, 0);
  for (let next = ready.pop(); next; next = ready.pop()) {
    const { hop, part, depth } = next;
    steps.push({ hop, part });
    if (part === 'reply') continue;
    sendable(hop, depth + 1);
    if (hop.kind === 'request') insert(ready, { hop, part: 'reply', time: timeOf(hop) + hop.told.ms, depth });
  }
  return steps;
}

/** Keeps the list sorted, the next step last. */
function insert(ready: Ready[], step: Ready): void {
  let low = 0;
  let high = ready.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = ready[middle];
    if (other && before(step, other) < 0) low = middle + 1;
    else high = middle;
  }
  ready.splice(low, 0, step);
}

/** At one moment: what lies deeper first, a reply before the next request, tries in order, then by id. */
function before(a: Ready, b: Ready): number {
  return (
    a.time - b.time ||
    b.depth - a.depth ||
    compare(a.part, b.part) ||
    (a.hop.told.attempt ?? 0) - (b.hop.told.attempt ?? 0) ||
    compare(a.hop.told.spanId, b.hop.told.spanId)
  );
}
