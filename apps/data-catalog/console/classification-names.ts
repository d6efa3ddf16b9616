import { shallowReactive } from 'vue';
import { type LocalText, local } from '#console';
import type { Classification } from '../contract/classification.dto.js';
import { catalog } from './catalog-api.js';

const names = shallowReactive(new Map<string, LocalText | undefined>());

export function learnClassifications(items: readonly Classification[]): void {
  for (const { code, name } of items) names.set(code, name);
}

/** Name of a node by its code; asks for it when it is not known yet. */
export function classificationName(code: string): string {
  const name = names.get(code);
  if (!name && !names.has(code)) void ask(code);
  return name ? local(name) : '';
}

async function ask(code: string): Promise<void> {
  names.set(code, undefined);
  const found = await catalog.listClassifications({ q: code }).catch(() => undefined);
  learnClassifications(found?.items ?? []);
}
