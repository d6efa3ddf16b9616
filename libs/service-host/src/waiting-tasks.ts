import type { Principal } from '#libs/access';
import {
  DEFAULT_PAGE,
  decodeCursor,
  encodeCursor,
  invalidCursor,
  type ListTasks,
  type TaskPage,
  type TaskTally,
  type WaitingTask,
} from '#libs/contract-kit';

/** What is asked of a source: a slice of its tasks in the order of (`since`, `id`), both ascending. */
export interface AskForTasks {
  readonly limit: number;
  readonly kind?: string;
  /** Place in the order after which the slice begins. */
  readonly after?: { readonly since: string; readonly id: string };
}

export interface TasksFound {
  readonly tasks: readonly WaitingTask[];
  /** All that waits, by sort, whatever `kind` and `after` ask for. */
  readonly tallies: readonly TaskTally[];
  /** True when a tally stopped counting. */
  readonly more?: boolean;
}

/** Where tasks come from: one module of a service, which knows its own rights. */
export interface TaskSource {
  /** Tasks that wait for this caller. Instants are written with milliseconds, so that they compare as text. */
  find(caller: Principal, ask: AskForTasks): Promise<TasksFound>;
}

/** The tasks of a service, from all its sources, as one list. */
export class WaitingTasks {
  private readonly sources: TaskSource[] = [];

  add(source: TaskSource): void {
    this.sources.push(source);
  }

  /** @throws Problem `invalid-request` for a cursor of another list */
  async list({ limit = DEFAULT_PAGE, cursor, kind }: ListTasks, caller: Principal): Promise<TaskPage> {
    const after = cursor ? placeOf(cursor) : undefined;
    const ask = { limit: limit + 1, ...(kind && { kind }), ...(after && { after }) };
    const found = await Promise.all(this.sources.map((source) => source.find(caller, ask)));
    const sorted = found.flatMap(({ tasks }) => tasks).sort(byPlace);
    const items = sorted.slice(0, limit);
    const last = items.at(-1);
    const tallies = found.flatMap((each) => each.tallies).filter(({ count }) => count > 0);
    return {
      items,
      tallies,
      total: tallies.reduce((sum, { count }) => sum + count, 0),
      more: found.some(({ more }) => more === true),
      ...(sorted.length > limit && last && { next: encodeCursor([last.since, last.id]) }),
    };
  }
}

function byPlace(a: WaitingTask, b: WaitingTask): number {
  if (a.since !== b.since) return a.since < b.since ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

function placeOf(cursor: string): { since: string; id: string } {
  const [since, id] = decodeCursor(cursor) ?? [];
  if (typeof since !== 'string' || typeof id !== 'string') throw invalidCursor();
  return { since, id };
}
