import type { CloudEvent } from '#libs/contract-kit';
import type { EntryFileAttached, EntryFileDetached } from '../../contract/entry-files.dto.js';
import { DataCatalog } from '../../contract/index.js';
import type { EntryState } from '../entry/entry.js';

const { events } = DataCatalog;

/** Folds an event of attachments; `undefined` when it is none. */
export function applyFiles(entry: EntryState, event: CloudEvent<never>): EntryState | undefined {
  const files = entry.files ?? [];
  switch (event.type) {
    case events.entryFileAttached.subject: {
      const { file, kind } = event.data as EntryFileAttached;
      return { ...entry, files: [...files, { file, kind, attachedBy: event.actor, attachedAt: event.time }] };
    }
    case events.entryFileDetached.subject: {
      const gone = (event.data as EntryFileDetached).file.id;
      return { ...entry, files: files.filter(({ file }) => file.id !== gone) };
    }
    default:
      return undefined;
  }
}
