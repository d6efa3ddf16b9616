import { computed } from 'vue';
import { token } from '../token.js';

/** When the present token ends, in milliseconds since 1970; `undefined` when it does not say so. */
export const endOfSession = computed(() => (token.value ? expiryOf(token.value) : undefined));

/** Reads the `exp` claim. Only for a notice: whether a token holds is the server's to say. */
export function expiryOf(jwt: string): number | undefined {
  try {
    const [, payload = ''] = jwt.split('.');
    const claims: unknown = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    if (typeof claims !== 'object' || claims === null || !('exp' in claims)) return undefined;
    return typeof claims.exp === 'number' ? claims.exp * 1000 : undefined;
  } catch {
    return undefined; // an opaque token of another issuer
  }
}
