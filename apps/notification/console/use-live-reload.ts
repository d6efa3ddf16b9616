import { type LiveEvent, liveFeed } from '#console';

/** Several events often come at once, and lists follow them by a moment. */
const SETTLE_MS = 800;

/** Calls back after events that matter, once for a burst; gives the function that ends it. */
export function onLiveChange(concerns: (live: LiveEvent) => boolean, act: () => unknown): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = liveFeed.subscribe((live) => {
    if (!concerns(live)) return;
    clearTimeout(timer);
    timer = setTimeout(act, SETTLE_MS);
  });
  return () => {
    end();
    clearTimeout(timer);
  };
}
