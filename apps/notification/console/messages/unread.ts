import { effectScope, readonly, ref, watch } from 'vue';
import { api, session } from '#console';
import type { UnreadCount } from '../../contract/notification.dto.js';
import { onLiveChange } from '../use-live-reload.js';

const count = ref(0);
let watching = false;

/** How many notifications the caller has not read, for the bell on every page. */
export const unread = { count: readonly(count), set, watch: beginToWatch };

function set(value: number): void {
  count.value = value;
}

async function load(): Promise<void> {
  try {
    count.value = (await api.get<UnreadCount>('/notifications/unread')).unread;
  } catch {
    // The bell does without its figure; the page of notifications says what is wrong.
  }
}

function beginToWatch(): void {
  if (watching) return;
  watching = true;
  // Detached: the bell goes away at sign-out, the watch must not.
  effectScope(true).run(() => watch(session.caller, begin, { immediate: true }));
  const refresh = () => session.caller.value && void load();
  onLiveChange(({ type }) => type === 'notification.notificationMade', refresh);
  // Read in another tab, or on the phone.
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && refresh());
}

function begin(caller: unknown): void {
  count.value = 0;
  if (caller) void load();
}
