import { ref, shallowRef } from 'vue';
import { ActionKey, type ApiProblem, asProblem } from '#console';

/** One action of a page at a time: whether it is under way, why it was refused, and its idempotency key. */
export function useAction() {
  const busy = ref(false);
  const refusal = shallowRef<ApiProblem>();
  const key = new ActionKey();

  /** Does it, and answers whether it was done. `content` tells a repeated attempt from a new action. */
  async function run(content: unknown, act: (key: string) => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    refusal.value = undefined;
    try {
      await act(key.for(content));
      key.settle();
      return true;
    } catch (error) {
      refusal.value = asProblem(error);
      if (!refusal.value.unsettled) key.settle();
      return false;
    } finally {
      busy.value = false;
    }
  }
  return { busy, refusal, run };
}
