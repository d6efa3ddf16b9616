import type { Document } from 'mongodb';
import type { DocumentMigration } from '#libs/store';
import type { EntryState } from '../entry/entry.js';
import { onlineOf } from '../entry/online-machine.js';
import { publishedNumber } from '../entry/public-entry.js';

/**
 * From release 0.1.0: entries get the number of their published version and their place in the online machine.
 * An entry that 0.1.0 published stands at its first version, and none was ever online. Readers tolerate the old
 * form as well, so an instance of either release may meet what the other wrote.
 */
export const entryLifecycleMigration: DocumentMigration = {
  number: 1,
  name: 'entry-lifecycle',
  about: 'Gives entries the number of their published version and their place in the online machine.',
  collection: 'entry',
  schema: 2,
  change(document: Document): Document {
    const state = document.state as EntryState;
    const publishedVersion = publishedNumber(state);
    return {
      ...document,
      state: { ...state, online: onlineOf(state), ...(publishedVersion > 0 && { publishedVersion }) },
    };
  },
};
