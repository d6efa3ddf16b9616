import { computed } from 'vue';
import { token } from '../token.js';

/** When the present token ends, in Unix milliseconds; it moves on as the token is renewed. */
export const endOfSession = computed(() => token.value?.endsAt);
