import { readonly, ref } from 'vue';

const STORED = 'citybrain.token';

/** An access token and when it ends, in Unix milliseconds. */
export interface HeldToken {
  readonly value: string;
  readonly endsAt: number;
}

const held = ref<HeldToken | undefined>(stored());

/** The access token of this tab's session. It is kept for the tab alone and ends with it. */
export const token = readonly(held);

export function keepToken(granted: HeldToken): void {
  held.value = granted;
  sessionStorage.setItem(STORED, JSON.stringify(granted));
}

export function dropToken(): void {
  held.value = undefined;
  sessionStorage.removeItem(STORED);
}

function stored(): HeldToken | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(STORED) ?? 'null') as Partial<HeldToken> | null;
    const whole = typeof kept?.value === 'string' && typeof kept.endsAt === 'number';
    return whole && (kept as HeldToken).endsAt > Date.now() ? (kept as HeldToken) : undefined;
  } catch {
    return undefined;
  }
}
