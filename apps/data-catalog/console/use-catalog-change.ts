import { onScopeDispose } from 'vue';
import { type LiveEvent, liveFeed } from '#console';

/** Several events often come at once, and the overview follows them by a moment. */
const SETTLE_MS = 800;

/** Calls back after the catalog has changed, as the live feed tells. */
export function useCatalogChange(
  act: () => unknown,
  concerns: (live: LiveEvent) => boolean = () => true,
): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = liveFeed.subscribe((live) => {
    if (!live.type.startsWith('data-catalog.') || !concerns(live)) return;
    clearTimeout(timer);
    timer = setTimeout(act, SETTLE_MS);
  });
  onScopeDispose(() => {
    end();
    clearTimeout(timer);
  });
}
