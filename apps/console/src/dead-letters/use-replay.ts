import { computed, ref, shallowRef } from 'vue';
import { type Letter, type Outcome, replay } from './dead-letters.js';

/** Replays letters one after the other, so that a consumer that is just well again is not flooded. */
export function useReplay() {
  const queue = shallowRef<readonly Letter[]>([]);
  const outcomes = shallowRef<ReadonlyMap<string, Outcome>>(new Map());
  const running = ref(false);
  let stopping = false;

  async function run(letters: readonly Letter[]): Promise<void> {
    if (running.value) return;
    queue.value = letters;
    outcomes.value = new Map();
    running.value = true;
    stopping = false;
    try {
      for (const letter of letters) {
        if (stopping) break;
        const outcome = await replay(letter);
        outcomes.value = new Map([...outcomes.value, [letter.key, outcome]]);
      }
    } finally {
      running.value = false;
    }
  }

  return {
    run,
    stop: () => {
      stopping = true;
    },
    running,
    outcomes,
    count: computed(() => queue.value.length),
    done: computed(() => outcomes.value.size),
    failed: computed(() => [...outcomes.value.values()].filter(({ kind }) => kind === 'failed').length),
  };
}
