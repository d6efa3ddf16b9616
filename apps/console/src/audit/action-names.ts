import { shallowRef } from 'vue';
import { type LocalText, local } from '../i18n.js';

const summaries = shallowRef<Readonly<Record<string, LocalText>>>({});

/** Names of operations and events as the contracts have them; loaded when first asked for. */
export function useActionNames() {
  void import('virtual:contract-summaries').then((loaded) => {
    summaries.value = loaded.summaries;
  });
  return {
    summaries,
    nameOf: (action: string): string => {
      const name = Object.hasOwn(summaries.value, action) ? summaries.value[action] : undefined;
      return name ? local(name) : action;
    },
  };
}
