import { onScopeDispose, ref, shallowRef } from 'vue';
import type { AuditPage } from '#libs/contract-kit';
import { api } from '../api.js';
import { type ApiProblem, asProblem } from '../api-problem.js';
import { settings } from '../settings/settings.js';
import { type AuditFilters, queryOf, servicesOf } from './audit-filters.js';
import { AuditMerge, type AuditRow } from './audit-merge.js';

/** No more lines in one file: each page of it is a request to every service. */
export const MOST_EXPORTED = 5_000;

/** A search of the audits of the services, continued on demand. */
export function useAudit() {
  const rows = shallowRef<readonly AuditRow[]>();
  const problem = shallowRef<ApiProblem>();
  const silent = shallowRef<readonly string[]>([]);
  const loading = ref(false);
  const more = ref(false);
  let merge: AuditMerge | undefined;
  let running = new AbortController();

  async function search(filters: AuditFilters): Promise<void> {
    running.abort();
    running = new AbortController();
    merge = mergeFor(filters, settings.pageSize, running.signal);
    rows.value = undefined;
    await next();
  }

  async function next(): Promise<void> {
    const mine = merge;
    if (!mine) return;
    loading.value = true;
    const found = await mine.take(settings.pageSize);
    if (mine !== merge) return; // a newer search has begun
    loading.value = false;
    more.value = mine.more;
    silent.value = [...mine.failures.keys()];
    // When nobody answers, or the question itself is wrong, that is the answer.
    const [failure] = mine.failures.values();
    const first = failure === undefined ? undefined : asProblem(failure);
    const nothing = found.length === 0 && (rows.value?.length ?? 0) === 0;
    problem.value =
      nothing || (first && first.detail.status < 500 && first.detail.status > 0) ? first : undefined;
    rows.value = [...(rows.value ?? []), ...found];
  }

  onScopeDispose(() => running.abort());
  return { rows, problem, silent, loading, more, search, next };
}

/** All lines of a search, up to the most that one file holds. */
export async function allRows(filters: AuditFilters): Promise<{ rows: readonly AuditRow[]; cut: boolean }> {
  const merge = mergeFor(filters, 100);
  const rows = await merge.take(MOST_EXPORTED);
  const [failure] = merge.failures.values();
  if (failure !== undefined) throw asProblem(failure); // a file that lacks lines must not look whole
  return { rows, cut: merge.more };
}

function mergeFor(filters: AuditFilters, limit: number, signal?: AbortSignal): AuditMerge {
  const query = { ...queryOf(filters), limit };
  return new AuditMerge(servicesOf(filters), (service, cursor) =>
    api.get<AuditPage>(`/platform/${service}/audit`, {
      query: { ...query, cursor },
      ...(signal && { signal }),
    }),
  );
}
