import type { DeadLetter, DeadLetterPage, ReplayResult } from '#libs/contract-kit';
import { newKey } from '../action-key.js';
import { api } from '../api.js';
import { ApiProblem, asProblem } from '../api-problem.js';

/** A dead letter and the service whose consumer could not take it. */
export interface Letter extends DeadLetter {
  readonly service: string;
  /** Unlike the sequence, the same in no two services. */
  readonly key: string;
}

export interface Letters {
  readonly letters: readonly Letter[];
  /** Of all services, those not read included. */
  readonly total: number;
  /** Services that did not answer. */
  readonly silent: readonly string[];
}

/** How one replay ended; `gone` when somebody else has replayed it meanwhile. */
export type Outcome =
  | { readonly kind: 'applied' | 'gone' }
  | { readonly kind: 'failed'; readonly error: string };

const PAGE = 100;
/** A page holds no more of one service; the rest comes when these are dealt with. */
const MOST = 1_000;

/** Reads the dead letters of the services, the longest waiting first; a service that is down does not hide the others. */
export async function loadLetters(services: readonly string[], signal: AbortSignal): Promise<Letters> {
  const found = await Promise.all(
    services.map(async (service) => {
      try {
        return { service, ...(await lettersOf(service, signal)) };
      } catch (error) {
        if (signal.aborted) throw error;
        const problem = asProblem(error);
        if (problem.code === 'forbidden' || problem.code === 'unauthenticated') throw problem;
        return { service, letters: [], total: 0, silent: true };
      }
    }),
  );
  return {
    letters: found
      .flatMap(({ letters }) => letters)
      .sort((left, right) => left.at.localeCompare(right.at) || left.key.localeCompare(right.key)),
    total: found.reduce((sum, { total }) => sum + total, 0),
    silent: found.filter((one) => 'silent' in one).map(({ service }) => service),
  };
}

async function lettersOf(service: string, signal: AbortSignal) {
  const letters: Letter[] = [];
  let from: number | undefined;
  let total = 0;
  do {
    const page: DeadLetterPage = await api.get(`/platform/${service}/dead-letters`, {
      query: { from, limit: PAGE },
      signal,
    });
    for (const letter of page.items)
      letters.push({ ...letter, service, key: `${service}:${letter.sequence}` });
    total = page.total;
    from = page.next;
  } while (from !== undefined && letters.length < MOST);
  return { letters, total };
}

/** Hands one event to its consumer again. */
export async function replay({ service, sequence }: Letter): Promise<Outcome> {
  try {
    const path = `/platform/${service}/dead-letters/${sequence}/replay`;
    const { outcome, error } = await api.post<ReplayResult>(path, { body: {}, key: newKey() });
    return outcome === 'applied' ? { kind: 'applied' } : { kind: 'failed', error: error ?? '' };
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'not-found') return { kind: 'gone' };
    const { detail } = asProblem(error);
    return { kind: 'failed', error: `${detail.title} (${detail.code})` };
  }
}
