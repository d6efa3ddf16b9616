import { readonly, shallowRef } from 'vue';
import { api } from './api.js';
import type { City } from './identity-types.js';

const city = shallowRef<City>();

/** The city of this deployment; asked again as long as it is unknown or its seeds are not loaded. */
export function useCity() {
  if (!city.value?.seeded) void load();
  return { city: readonly(city) };
}

async function load(): Promise<void> {
  try {
    city.value = await api.get<City>('/city');
  } catch {
    // The head of the page does without the city's name; whatever the page itself asks for says what is wrong.
  }
}
