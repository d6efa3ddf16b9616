import { describe, expect, it } from '@jest/globals';
import type { Document } from 'mongodb';
import type { MigrationTools } from '#libs/store';
import { EXAMPLE_FIELDS, EXAMPLE_PROVIDER } from '../../contract/examples.js';
import type { EntryState } from '../entry/entry.js';
import { allowedActions } from '../entry/entry-machine.js';
import { isAvailable, onlineOf } from '../entry/online-machine.js';
import { publishedNumber } from '../entry/public-entry.js';
import { entryLifecycleMigration } from './entry-lifecycle.js';

/** As release 0.1.0 stored it. */
const old: EntryState = {
  provider: EXAMPLE_PROVIDER,
  fields: EXAMPLE_FIELDS,
  publishState: 'published',
  codes: [
    { classification: '307013371100000000000101', code: '307013371100000000000101/000001', primary: true },
  ],
  author: 'person:a',
  writers: ['person:a'],
  publishedOn: '2026-11-23',
  createdAt: '2026-11-23T00:00:00.000Z',
  updatedAt: '2026-11-23T00:00:00.000Z',
};

const change = async (document: Document) => entryLifecycleMigration.change(document, {} as MigrationTools);

describe('an entry that release 0.1.0 stored', () => {
  it('is read as it is: first version, never online, open for change', () => {
    expect(publishedNumber(old)).toBe(1);
    expect(onlineOf(old).state).toBe('notOnline');
    expect(isAvailable(old)).toBe(false);
    const editor = { subject: 'person:b', roles: ['catalog.editor'], organisation: EXAMPLE_PROVIDER.code };
    expect(allowedActions(old, editor)).toEqual(['openChange', 'requestOnline']);
  });

  it('gets the same facts written by the migration, and nothing else changes', async () => {
    const { state, ...rest } = await change({ _id: 'x', v: 4, state: old, commands: [] });
    expect(rest).toEqual({ _id: 'x', v: 4, commands: [] });
    expect(state).toEqual({
      ...old,
      publishedVersion: 1,
      online: { state: 'notOnline', resting: 'notOnline' },
    });
    const { publishedOn: _never, ...draft } = { ...old, publishState: 'draft' as const, codes: [] };
    const migrated = await change({ state: draft as EntryState });
    expect(migrated.state.publishedVersion).toBeUndefined();
  });
});
