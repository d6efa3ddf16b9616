import { expect, test } from '@jest/globals';
import { KnownPaths } from './known-paths.js';

const paths = new KnownPaths([
  { method: 'GET', path: '/entries' },
  { method: 'POST', path: '/entries' },
  { method: 'GET', path: '/entries.csv' },
  { method: 'PUT', path: '/entries/{id}' },
  { method: 'GET', path: '/files/*' },
]);

test('an address knows its methods; GET implies HEAD', () => {
  expect(paths.methodsOf('/entries?limit=1')).toEqual(['GET', 'HEAD', 'POST']);
  expect(paths.methodsOf('/entries/1')).toEqual(['PUT']);
  expect(paths.methodsOf('/files/a/b')).toEqual(['GET', 'HEAD']);
});

test('what is not declared has none', () => {
  expect(paths.methodsOf('/entriesXcsv')).toEqual([]);
  expect(paths.methodsOf('/entries/1/2')).toEqual([]);
  expect(paths.methodsOf('/entries/')).toEqual([]);
});

test('everything below a first segment of the API is the API', () => {
  expect(paths.isApi('/entries/unknown/below')).toBe(true);
  expect(paths.isApi('/overview')).toBe(false);
});
