import { onScopeDispose } from 'vue';

/** Repeats work while the page is looked at; a hidden tab asks nothing and begins again when it is shown. */
export function usePolling(work: () => Promise<void>, everyMs: number): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;

  async function turn(): Promise<void> {
    clearTimeout(timer);
    if (over || document.hidden) return;
    await work();
    if (!over) timer = setTimeout(turn, everyMs);
  }

  const shown = () => {
    if (!document.hidden) void turn();
  };
  document.addEventListener('visibilitychange', shown);
  onScopeDispose(() => {
    over = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', shown);
  });
  timer = setTimeout(turn, everyMs);
}
