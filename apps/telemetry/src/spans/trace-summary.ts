import { SPAN_OUTCOMES, type SpanOutcome } from '#libs/messaging';
import type { FlowSpan } from '../flow/span-tree.js';

/** What a trace began with, as far as is known; `rank` decides when spans come late. */
export interface TraceRoot {
  readonly rank: string;
  readonly name: string;
  readonly address?: string;
  readonly actor?: string;
  readonly status?: number;
  readonly code?: string;
}

/** One trace, as the list shows it; kept beside its spans, so that a list reads no spans. */
export interface KeptTrace {
  readonly _id: string;
  readonly start: number;
  readonly end: number;
  readonly ms: number;
  readonly root: TraceRoot;
  readonly services: readonly string[];
  readonly operations: readonly string[];
  readonly actors: readonly string[];
  /** Index into `SEVERITY`. */
  readonly worst: number;
  readonly spans: number;
  /** When its last span came; the time limit counts from here. */
  readonly seen: Date;
}

/** Outcomes from best to worst. */
export const SEVERITY: readonly SpanOutcome[] = ['ok', 'retry', 'refused', 'failed', 'deadLetter'];
if (SEVERITY.length !== SPAN_OUTCOMES.length) throw new Error('an outcome has no severity');

/** Names of operations and events that a summary holds; a trace with more of them is found by these. */
const MOST_NAMES = 100;

/** The update that adds spans of one trace to its summary. */
export function summaryUpdate(spans: readonly FlowSpan[], seen: Date): object[] {
  const root = spans.map(rootOf).reduce((best, each) => (each.rank < best.rank ? each : best));
  const distinct = (of: (span: FlowSpan) => string | undefined) => ({
    $literal: [...new Set(spans.map(of).filter((each) => each !== undefined))],
  });
  const united = (field: string, values: object) => ({
    $slice: [{ $setUnion: [{ $ifNull: [field, []] }, values] }, MOST_NAMES],
  });
  return [
    {
      $set: {
        start: { $min: ['$start', Math.min(...spans.map(({ start }) => start))] },
        end: { $max: ['$end', Math.max(...spans.map(({ start, ms }) => start + ms))] },
        root: {
          $cond: [{ $lt: [root.rank, { $ifNull: ['$root.rank', '~'] }] }, { $literal: root }, '$root'],
        },
        services: united(
          '$services',
          distinct(({ node }) => node),
        ),
        operations: united(
          '$operations',
          distinct(({ name }) => name),
        ),
        actors: united(
          '$actors',
          distinct(({ actor }) => actor),
        ),
        worst: { $max: ['$worst', Math.max(...spans.map(({ outcome }) => SEVERITY.indexOf(outcome)))] },
        spans: { $add: [{ $ifNull: ['$spans', 0] }, spans.length] },
        seen,
      },
    },
    { $set: { ms: { $subtract: ['$end', '$start'] } } },
  ];
}

/** An HTTP request comes first, then what has no cause, then the earliest. */
function rootOf({ kind, parentId, start, name, address, actor, status, code }: FlowSpan): TraceRoot {
  const order = kind === 'http' ? 0 : parentId === undefined ? 1 : kind === 'serve' ? 2 : 3;
  return {
    rank: `${order} ${start.toFixed(3).padStart(20, '0')}`,
    name,
    ...(address !== undefined && { address }),
    ...(actor !== undefined && { actor }),
    ...(status !== undefined && { status }),
    ...(code !== undefined && { code }),
  };
}
