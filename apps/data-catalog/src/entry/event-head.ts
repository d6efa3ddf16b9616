import type { EntryState } from './entry.js';
import { requestersOf } from './online-machine.js';

const MOST = 100;

/** Who wrote what is published or in hand, those of the work in hand first; an event holds so many at most. */
function writersOf(entry: EntryState): string[] {
  const writers = [...(entry.change?.writers ?? []), ...requestersOf(entry), ...entry.writers];
  return [...new Set(writers)].slice(0, MOST);
}

/** What most events say: which entry, by what name, and who wrote it. */
export function head(id: string, entry: EntryState) {
  return { id, title: entry.fields.title, writers: writersOf(entry) };
}
