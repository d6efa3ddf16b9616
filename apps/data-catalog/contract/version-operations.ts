import { get, NotFound, query } from '#libs/contract-kit';
import { CompareEntry, EntryComparison } from './comparison.dto.js';
import { EXAMPLE_ID } from './examples.js';
import { EntryVersion, GetVersion, GetVersionAsOf, ListVersions, VersionList } from './version.dto.js';

const example = { id: EXAMPLE_ID };

/** Published versions, kept for good, and what differs between two points of an entry's life. */
export const versionOperations = {
  listVersions: query({
    summary: { zh: '历史版本', en: 'Published versions' },
    doc: 'Every published version, newest first, with what it changed. Those of a revoked entry are for its provider and reviewers.',
    request: ListVersions,
    reply: VersionList,
    problems: [NotFound],
    allow: 'signed-in',
    http: get('/catalog/entries/{id}/versions'),
    examples: [{ name: 'versions', request: example }],
  }),
  getVersion: query({
    summary: { zh: '查看历史版本', en: 'Get a published version' },
    doc: 'One published version as it was.',
    request: GetVersion,
    reply: EntryVersion,
    problems: [NotFound],
    allow: 'signed-in',
    http: get('/catalog/entries/{id}/versions/{number}'),
    examples: [{ name: 'the first', request: { ...example, number: 1 } }],
  }),
  getVersionAsOf: query({
    summary: { zh: '按日期查看版本', en: 'Get the version of a day' },
    doc: 'The version that held at the end of a day; not found before the first publication and from the revocation on.',
    request: GetVersionAsOf,
    reply: EntryVersion,
    problems: [NotFound],
    allow: 'signed-in',
    http: get('/catalog/entries/{id}/as-of/{date}'),
    examples: [{ name: 'a day', request: { ...example, date: '2099-01-01' } }],
  }),
  compareEntry: query({
    summary: { zh: '版本对比', en: 'Compare' },
    doc: 'What differs from one point to another: fields with before and after, items by identity, long texts word by word. Published versions may be compared by whoever sees them, the rest by the provider and reviewers.',
    request: CompareEntry,
    reply: EntryComparison,
    problems: [NotFound],
    allow: 'signed-in',
    http: get('/catalog/entries/{id}/comparison'),
    examples: [
      { name: 'change against published', request: { ...example, from: 'published', to: 'change' } },
      { name: 'one event', request: { ...example, from: '@1', to: '@2' } },
    ],
  }),
};
