import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startWholeCity, type WholeCity } from './support/test-city.js';

/* What an integrator does: an empty folder, `npm install` of the packed SDK, a strict program, a running city. */

const run = promisify(execFile);

const PROGRAM = `
import { readFileSync } from 'node:fs';
import { Problem } from 'citybrain-sdk/contract-kit';
import { DataCatalog } from 'citybrain-sdk/contracts/data-catalog';
import { Identity } from 'citybrain-sdk/contracts/identity';
import { connectNats, contractClient, OperationClient } from 'citybrain-sdk/messaging';

const [url = '', seedFile = '', password = ''] = process.argv.slice(2);
const connection = await connectNats({ url, user: 'integrator', seed: readFileSync(seedFile, 'utf8').trim() });
const client = new OperationClient(connection);
const city = await contractClient(Identity, client).getCity({});
const { accessToken } = await contractClient(Identity, client).signIn({ account: 'operator', password });
const catalog = contractClient(DataCatalog, client, { token: accessToken });
// @ts-expect-error A page's size is a number: declarations that were lost would make this line compile.
const wrong: Parameters<typeof catalog.searchEntries>[0] = { limit: 'ten' };
let refused = '';
try {
  await catalog.searchEntries(wrong);
} catch (error) {
  if (error instanceof Problem) refused = error.problem.code;
}
const { items } = await catalog.searchEntries({ limit: 5 });
process.stdout.write(JSON.stringify({ city: city.name?.en, entries: items.length, refused }));
await connection.close();
`;

const CONFIG = {
  compilerOptions: {
    ...{ module: 'nodenext', moduleResolution: 'nodenext', target: 'es2023', lib: ['es2023'] },
    ...{ strict: true, noUncheckedIndexedAccess: true, skipLibCheck: false, types: ['node'] },
  },
  files: ['program.ts'],
};

let folder: string;
let whole: WholeCity;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citybrain-sdk-'));
  whole = await startWholeCity();
});

afterAll(async () => {
  await whole?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('the packed SDK', () => {
  it('is installed into an empty folder, compiles strictly, and talks to a running city', async () => {
    await run('node', ['pack/pack.mjs', '--out', folder]);
    const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    const { devDependencies } = JSON.parse(await readFile('package.json', 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    const flags = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
    const types = `@types/node@${devDependencies['@types/node']}`;
    await run('npm', ['install', ...flags, `./${tarball}`, types], { cwd: folder });
    await writeFile(join(folder, 'program.ts'), PROGRAM);
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(CONFIG));
    const compiled = await run('node', [resolve('node_modules/typescript/bin/tsc')], { cwd: folder }).catch(
      (error: { stdout?: string }) => ({ stdout: error.stdout ?? String(error) }),
    );
    expect(compiled.stdout).toBe('');
    const { city } = whole;
    const { stdout } = await run(
      'node',
      ['program.js', city.natsUrl, join(city.home, 'integrator.nk'), city.secrets.bootstrapOperatorSecret],
      { cwd: folder },
    );
    expect(JSON.parse(stdout)).toEqual({ city: 'Rizhao', entries: 0, refused: 'invalid-request' });
  }, 180_000);
});
