import { computed, readonly, ref } from 'vue';
import { newKey } from './action-key.js';
import { api } from './api.js';
import type { Caller, Role } from './identity-types.js';
import { finishSignIn } from './oidc-client.js';
import { dropToken, keepToken, token } from './token.js';

const caller = ref<Caller>();

/** Who is signed in. */
export const session = {
  caller: readonly(caller),
  signedIn: computed(() => token.value !== undefined),
  hasRole: (role: Role): boolean => caller.value?.roles.includes(role) ?? false,

  /** Takes the browser's way back from the provider. @returns where the reader wanted to go */
  async finishSignIn(address: URL): Promise<string> {
    const { token: granted, returnTo } = await finishSignIn(address);
    keepToken(granted);
    caller.value = undefined;
    await session.load();
    return returnTo;
  },

  /** Asks who the kept token speaks for, once a session. */
  async load(): Promise<Caller> {
    caller.value ??= await api.get<Caller>('/identity/me');
    return caller.value;
  },

  /** Ends the session for every service and tab. */
  async signOut(): Promise<void> {
    await api.post('/identity/sign-out', { body: {}, key: newKey() });
    session.end();
  },

  end(): void {
    dropToken();
    caller.value = undefined;
  },
};
