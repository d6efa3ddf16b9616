import { readFileSync } from 'node:fs';

// The build leaves tests out; here they are the point.
const {
  exclude: _exclude,
  $schema: _schema,
  ...swc
} = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));

/** Set by `npm run verify:long`, whose tests take too long for every change. */
const LONG = process.env.VERIFY_LONG === '1';

/** Jest runs the sources as native ES modules through swc; why: docs/adr/0002-native-esm-one-package.md */
export default {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/e2e'],
  testMatch: LONG
    ? ['**/e2e/long/*.long.ts']
    : ['**/*.spec.ts', '**/test/**/*.contract.ts', '**/e2e/**/*.e2e.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  workerIdleMemoryLimit: '700MB',
  testTimeout: 60_000,
};
