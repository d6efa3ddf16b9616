import { shallowReactive } from 'vue';
import { newKey } from './action-key.js';
import { api } from './api.js';
import { type LocalText, local } from './i18n.js';
import type { ShownPeople } from './identity-types.js';
import { session } from './session.js';

const MOST_AT_ONCE = 100;
const PAUSE_MS = 30;

/** Names that are known; what the directory does not name stays without one, and is not asked for again. */
const names = shallowReactive(new Map<string, LocalText>());
const asked = new Set<string>();
let waiting: string[] = [];

/**
 * How an actor (`person:<id>`, `system:<id>`, `service:<name>`) is shown: by name once the directory has told it,
 * until then, and when it tells none, by the id's end. Reactive inside templates and computed values.
 */
export function actorName(actor: string): string {
  const { caller } = session;
  if (actor === caller.value?.subject) return caller.value.name;
  const name = names.get(actor);
  if (name) return local(name);
  ask(actor);
  const [kind = '', id = ''] = actor.split(':', 2);
  return id.length > 16 ? `${kind}:…${id.slice(-8)}` : actor;
}

/** Names that a page needs together are asked for together. */
function ask(actor: string): void {
  const nameable = actor.startsWith('person:') || actor === 'system:operator';
  if (!nameable || asked.has(actor) || !session.caller.value) return;
  asked.add(actor);
  waiting.push(actor);
  if (waiting.length === 1) setTimeout(() => void learn(), PAUSE_MS);
}

async function learn(): Promise<void> {
  const subjects = waiting;
  waiting = [];
  for (let from = 0; from < subjects.length; from += MOST_AT_ONCE) {
    const some = subjects.slice(from, from + MOST_AT_ONCE);
    try {
      const { items } = await api.post<ShownPeople>('/identity/names', {
        body: { subjects: some },
        key: newKey(),
      });
      for (const { subject, name } of items) names.set(subject, name);
    } catch {
      for (const subject of some) asked.delete(subject); // another page asks again
    }
  }
}
