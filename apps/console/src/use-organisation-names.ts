import { shallowReactive, watch } from 'vue';
import { api } from './api.js';
import { type LocalText, local } from './i18n.js';
import type { OrganisationPage } from './identity-types.js';

const names = shallowReactive(new Map<string, LocalText>());
const MAX_PAGES = 20;

/** Names of organisations by code; the directory is read page by page until the wanted ones are known. */
export function useOrganisationNames(wanted: () => readonly string[]) {
  watch(wanted, learn, { immediate: true });
  return {
    nameOf: (code: string): string => {
      const name = names.get(code);
      return name ? local(name) : code;
    },
  };
}

async function learn(codes: readonly string[]): Promise<void> {
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES && codes.some((code) => !names.has(code)); page += 1) {
    const found = await api
      .get<OrganisationPage>('/identity/organisations', { query: { limit: 100, cursor } })
      .catch(() => undefined);
    for (const one of found?.items ?? []) names.set(one.code, one.name);
    cursor = found?.next;
    if (!cursor) return;
  }
}
