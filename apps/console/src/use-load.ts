import { onScopeDispose, type Ref, ref, shallowRef } from 'vue';
import { type ApiProblem, asProblem } from './api-problem.js';

export interface Load<Value> {
  readonly value: Readonly<Ref<Value | undefined>>;
  readonly problem: Readonly<Ref<ApiProblem | undefined>>;
  readonly loading: Readonly<Ref<boolean>>;
  /** Loads again; an answer that a newer question has overtaken is dropped. */
  readonly reload: () => Promise<void>;
}

/** Loads a value for a page, with its loading and problem states. It starts at once unless told `later`. */
export function useLoad<Value>(
  load: (signal: AbortSignal) => Promise<Value>,
  when: 'now' | 'later' = 'now',
): Load<Value> {
  const value = shallowRef<Value>();
  const problem = shallowRef<ApiProblem>();
  const loading = ref(false);
  let running: AbortController | undefined;

  async function reload(): Promise<void> {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    loading.value = true;
    try {
      const loaded = await load(mine.signal);
      if (mine.signal.aborted) return;
      value.value = loaded;
      problem.value = undefined;
    } catch (error) {
      if (!mine.signal.aborted) problem.value = asProblem(error);
    } finally {
      if (running === mine) loading.value = false;
    }
  }

  onScopeDispose(() => running?.abort());
  if (when === 'now') void reload();
  return { value, problem, loading, reload };
}
