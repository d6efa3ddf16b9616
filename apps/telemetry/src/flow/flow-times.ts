import type { Hop } from './flow-hops.js';

/** When a message was sent, on one clock for the whole flow, in Unix milliseconds. */
export type FlowTimes = ReadonlyMap<Hop, number>;

interface Corrected {
  readonly at: number;
  /** When the receiver had it, and what was added to its clock. */
  readonly received: number;
  readonly shift: number;
}

/**
 * Puts the messages on the clock of the first participant. Clocks of two processes may disagree: where a
 * handling would lie outside its call, or a delivery before its event, it is moved into it, and with it all
 * that it caused.
 */
export function correctedTimes(hops: readonly Hop[]): FlowTimes {
  const known = new Map<Hop, Corrected>();
  const earlierTry = triesBefore(hops);
  const times = (hop: Hop): Corrected => {
    const found = known.get(hop);
    if (found) return found;
    // Made-up ids may lead back here: then this message has its own clock's time.
    known.set(hop, { at: hop.told.start, received: hop.told.start, shift: 0 });
    const cause = hop.cause && times(hop.cause);
    const before = earlierTry.get(hop);
    const made = correct(hop, cause, before && times(before).received + before.told.ms);
    known.set(hop, made);
    return made;
  };
  return new Map(hops.map((hop) => [hop, times(hop).at]));
}

function correct(hop: Hop, cause: Corrected | undefined, notBefore = Number.NEGATIVE_INFINITY): Corrected {
  const { told, receiver } = hop;
  const shift = cause?.shift ?? 0;
  const at = Math.max(told.start + shift, cause?.received ?? Number.NEGATIVE_INFINITY, notBefore);
  if (!receiver || receiver === told) return { at, received: at, shift: at - told.start };
  const claimed = receiver.start + (at - told.start);
  const inside = claimed >= at && claimed + receiver.ms <= at + told.ms;
  const received = inside ? claimed : at + Math.max(0, (told.ms - receiver.ms) / 2);
  return { at, received, shift: received - receiver.start };
}

/** The try before, of each delivery of an event to one consumer. */
function triesBefore(hops: readonly Hop[]): Map<Hop, Hop> {
  const tries = new Map<string, Hop[]>();
  for (const hop of hops) {
    if (hop.kind !== 'deliver') continue;
    const { event, node, consumer } = hop.told;
    const key = `${event} ${node} ${consumer}`;
    tries.set(key, [...(tries.get(key) ?? []), hop]);
  }
  const before = new Map<Hop, Hop>();
  for (const list of tries.values()) {
    list.sort((a, b) => (a.told.attempt ?? 0) - (b.told.attempt ?? 0));
    for (const [index, hop] of list.entries()) {
      const previous = list[index - 1];
      if (previous && (previous.told.attempt ?? 0) < (hop.told.attempt ?? 0)) before.set(hop, previous);
    }
  }
  return before;
}
