import { readonly, ref } from 'vue';

const STORED = 'citybrain.token';
const held = ref(sessionStorage.getItem(STORED) ?? undefined);

/** The access token of this tab's session. It is kept for the tab alone and ends with it. */
export const token = readonly(held);

export function keepToken(value: string): void {
  held.value = value;
  sessionStorage.setItem(STORED, value);
}

export function dropToken(): void {
  held.value = undefined;
  sessionStorage.removeItem(STORED);
}
