import { session } from './session.js';

/** How an actor (`person:<id>`, `system:<id>`, `service:<name>`) is shown: oneself by name, others by the id's end. */
export function actorName(actor: string): string {
  const { caller } = session;
  if (actor === caller.value?.subject) return caller.value.name;
  const [kind = '', id = ''] = actor.split(':', 2);
  return id.length > 16 ? `${kind}:…${id.slice(-8)}` : actor;
}
