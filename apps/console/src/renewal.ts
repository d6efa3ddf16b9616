import { watch } from 'vue';
import { renewSilently, SignInRefused } from './oidc-client.js';
import { keepToken, token } from './token.js';

/** A token is renewed so long before it ends. */
const EARLY_MS = 90_000;
const AGAIN_MS = 10_000;

let timer: ReturnType<typeof setTimeout> | undefined;
let renewing: Promise<void> | undefined;
let whenOver: () => void = () => undefined;

/** Says what happens when the provider knows nobody here any more. */
export function onSignInOver(act: () => void): void {
  whenOver = act;
}

watch(token, schedule, { immediate: true });
// A computer that slept has missed its timers.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') schedule();
});

function schedule(): void {
  clearTimeout(timer);
  if (!token.value) return;
  timer = setTimeout(() => void renew(), Math.max(0, token.value.endsAt - EARLY_MS - Date.now()));
}

/** Until the token at hand is good for some time still; at once when it is. */
export async function freshToken(): Promise<void> {
  if (token.value && token.value.endsAt - Date.now() < EARLY_MS / 2) await renew();
}

function renew(): Promise<void> {
  renewing ??= renewNow().finally(() => {
    renewing = undefined;
  });
  return renewing;
}

async function renewNow(): Promise<void> {
  const before = token.value;
  try {
    const fresh = await renewSilently();
    if (token.value === before) keepToken(fresh); // unless the reader has signed out meanwhile
  } catch (error) {
    if (error instanceof SignInRefused) whenOver();
    else timer = setTimeout(() => void renew(), AGAIN_MS);
  }
}
