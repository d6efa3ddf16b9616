import { computed, readonly, ref } from 'vue';
import { newKey } from './action-key.js';
import { api } from './api.js';
import type { Caller, Role, SignIn, Token } from './identity-types.js';
import { dropToken, keepToken, token } from './token.js';

const caller = ref<Caller>();

/** Who is signed in. */
export const session = {
  caller: readonly(caller),
  signedIn: computed(() => token.value !== undefined),
  hasRole: (role: Role): boolean => caller.value?.roles.includes(role) ?? false,

  async signIn(credentials: SignIn): Promise<void> {
    const granted = await api.post<Token>('/identity/sign-in', { body: credentials, key: newKey() });
    keepToken(granted.accessToken);
    await session.load();
  },

  /** Asks who the kept token speaks for, once a session. */
  async load(): Promise<Caller> {
    caller.value ??= await api.get<Caller>('/identity/me');
    return caller.value;
  },

  end(): void {
    dropToken();
    caller.value = undefined;
  },
};
