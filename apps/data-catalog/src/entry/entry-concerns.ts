import type { Concerned } from '../../contract/events.dto.js';
import type { EntryState } from './entry.js';
import { onlineOf } from './online-machine.js';

const MOST = 100;

/** Whom a step concerns: the provider, and who wrote what is published or in hand. */
export function concerned(entry: EntryState): Concerned {
  const { requestedBy } = onlineOf(entry);
  const writers = new Set([
    ...(entry.change?.writers ?? []),
    ...(requestedBy ? [requestedBy] : []),
    entry.author,
    ...entry.writers,
  ]);
  return { provider: entry.provider.code, writers: [...writers].slice(0, MOST) };
}

/** What most events say: which entry, by what name, and whom it concerns. */
export function head(id: string, entry: EntryState) {
  return { id, title: entry.fields.title, concerns: concerned(entry) };
}
