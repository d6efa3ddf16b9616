import type { SpanRecord } from '#libs/messaging';

/** A span with the process that recorded it: a service, `gateway`, `operator` or `integrator`. */
export interface FlowSpan extends SpanRecord {
  readonly node: string;
}

/** The spans of one trace by id, with what each was caused by; the same for any order in which they come. */
export class SpanTree {
  private readonly byId = new Map<string, FlowSpan>();
  /** In order of their ids. */
  readonly spans: readonly FlowSpan[];

  constructor(spans: readonly FlowSpan[]) {
    const ordered = [...spans].sort((a, b) => compare(keyOf(a), keyOf(b)));
    for (const span of ordered) if (!this.byId.has(span.spanId)) this.byId.set(span.spanId, span);
    for (const span of [...this.byId.values()]) this.cutCircle(span);
    this.spans = [...this.byId.values()];
  }

  /** The span that caused this one; `undefined` when there is none, or none on record. */
  parentOf(span: FlowSpan): FlowSpan | undefined {
    return span.parentId === undefined ? undefined : this.byId.get(span.parentId);
  }

  /** The spans for which `mine` holds, and all that they caused. */
  below(mine: (span: FlowSpan) => boolean): FlowSpan[] {
    const known = new Map<string, boolean>();
    const within = (span: FlowSpan): boolean => {
      const answer = known.get(span.spanId);
      if (answer !== undefined) return answer;
      const parent = this.parentOf(span);
      const found = mine(span) || (parent !== undefined && within(parent));
      known.set(span.spanId, found);
      return found;
    };
    return this.spans.filter(within);
  }

  /** Ids come from outside: spans that name each other as cause would never end. The first of them has none. */
  private cutCircle(span: FlowSpan): void {
    const passed = new Set<string>();
    for (let at: FlowSpan | undefined = span; at; at = this.parentOf(at)) {
      if (passed.has(at.spanId)) {
        const { parentId: _cut, ...rest } = at;
        this.byId.set(at.spanId, rest);
        return;
      }
      passed.add(at.spanId);
    }
  }
}

function keyOf(span: FlowSpan): string {
  return `${span.spanId} ${span.node} ${span.kind} ${span.start} ${span.ms}`;
}

/** Code-unit order: the same on every machine and in every locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
