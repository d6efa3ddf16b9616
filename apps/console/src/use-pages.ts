import { computed, type Ref, ref } from 'vue';
import { type Load, useLoad } from './use-load.js';

interface Page {
  readonly next?: string;
}

/** The place in a list, and the ways on and back. */
export interface Pages {
  readonly number: Readonly<Ref<number>>;
  readonly hasNext: Readonly<Ref<boolean>>;
  readonly hasPrevious: Readonly<Ref<boolean>>;
  readonly next: () => Promise<void>;
  readonly previous: () => Promise<void>;
  readonly first: () => Promise<void>;
}

/** Walks through a list page by page by cursor; going back uses the cursors already seen. */
export function usePages<P extends Page>(
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<P>,
): Load<P> & Pages {
  const cursors = ref<(string | undefined)[]>([undefined]);
  const loaded = useLoad((signal) => load(cursors.value.at(-1), signal));
  return { ...loaded, ...walk(cursors, loaded) };
}

function walk<P extends Page>(cursors: { value: (string | undefined)[] }, loaded: Load<P>): Pages {
  return {
    number: computed(() => cursors.value.length),
    hasNext: computed(() => loaded.value.value?.next !== undefined),
    hasPrevious: computed(() => cursors.value.length > 1),
    next: () => {
      cursors.value = [...cursors.value, loaded.value.value?.next];
      return loaded.reload();
    },
    previous: () => {
      cursors.value = cursors.value.slice(0, -1);
      return loaded.reload();
    },
    first: () => {
      cursors.value = [undefined];
      return loaded.reload();
    },
  };
}
