import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { collectSchemas, type ServiceContract } from '#libs/contract-kit';
import { SERVICES } from '../apps/services.js';

const run = promisify(execFile);
const planted: string[] = [];

/** The rooms that were walked into the wrong way; empty when the house is in order. */
async function violations(...places: string[]): Promise<string[]> {
  const command = ['depcruise', ...places, '--config', '.dependency-cruiser.mjs', '--output-type', 'json'];
  const { stdout } = await run('npx', command, { maxBuffer: 256 * 1024 * 1024 }).catch(
    (error: { stdout: string; stderr: string }) => ({ stdout: error.stdout }),
  );
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { rule: { name: string }; from: string; to: string }[] };
  };
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
}

async function plant(folder: string, source: string): Promise<string> {
  const dir = await mkdtemp(join(folder, 'planted-'));
  planted.push(dir);
  const file = join(dir, 'offender.ts');
  await writeFile(file, source);
  return file;
}

afterAll(() => Promise.all(planted.map((dir) => rm(dir, { recursive: true, force: true }))));

const contracts = (): Promise<ServiceContract[]> =>
  Promise.all(
    SERVICES.map(async (name) => {
      const { contract } = (await import(`../apps/${name}/contract/index.js`)) as {
        contract: ServiceContract;
      };
      return contract;
    }),
  );

describe('the rules between the rooms', () => {
  it('hold for every app and library', async () => {
    expect(await violations('apps', 'libs')).toEqual([]);
  });

  it('catch an app that imports another app', async () => {
    const file = await plant(
      'apps/identity/src',
      "export * from '../../../data-catalog/src/entry/entry.js';\n",
    );
    expect((await violations(file)).join()).toContain('no-app-into-app');
  });

  it('catch a contract that imports a library other than contract-kit', async () => {
    const file = await plant('apps/identity/contract', "export * from '#libs/store';\n");
    expect((await violations(file)).join()).toContain('contract-imports-kit-only');
  });

  it('catch a library that imports an app', async () => {
    const file = await plant('libs/store/src', "export * from '#contracts/identity';\n");
    expect((await violations(file)).join()).toContain('libs-never-import-apps');
  });
});

describe('the contracts taken together', () => {
  it('have subjects of the agreed shape, each once', async () => {
    const all = await contracts();
    const operations = all.flatMap((contract) => Object.values(contract.operations));
    const events = all.flatMap((contract) => Object.values(contract.events));
    for (const { subject, service } of operations) {
      expect(subject).toMatch(new RegExp(`^city\\.${service}\\.v\\d+\\.[a-z]+(-[a-z]+)*$`));
    }
    for (const { subject, service } of events) {
      expect(subject).toMatch(new RegExp(`^city\\.evt\\.${service}\\.[a-z]+(-[a-z]+)*\\.v\\d+$`));
    }
    const subjects = [...operations, ...events].map(({ subject }) => subject);
    expect(new Set(subjects).size).toBe(subjects.length);
  });

  it('have HTTP addresses of their own', async () => {
    const addresses = (await contracts()).flatMap((contract) =>
      Object.values(contract.operations).flatMap(({ http, facades = [] }) =>
        [...(http ? [http] : []), ...facades.map(({ route }) => route)].map(
          ({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`,
        ),
      ),
    );
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it('use a name for one class of data only', async () => {
    const all = await contracts();
    const types = all.flatMap((contract) => [
      ...Object.values(contract.operations).flatMap(({ request, reply }) => [request, reply]),
      ...Object.values(contract.events).map(({ data }) => data),
    ]);
    expect(() => collectSchemas(types)).not.toThrow();
  });

  it('give every problem code one meaning', async () => {
    const meanings = new Map<string, string>();
    for (const contract of await contracts()) {
      for (const { problems } of Object.values(contract.operations)) {
        for (const { code, title, status } of problems) {
          const meaning = `${status} ${title.en}`;
          expect(meanings.get(code) ?? meaning).toBe(meaning);
          meanings.set(code, meaning);
        }
      }
    }
  });

  it('name only roles that one of them declares', async () => {
    const all = await contracts();
    const declared = all.flatMap((contract) => Object.keys(contract.roles));
    const used = all.flatMap((contract) =>
      Object.values(contract.operations).flatMap(({ allow }) =>
        typeof allow === 'string' ? [] : [...allow],
      ),
    );
    expect(new Set(declared).size).toBe(declared.length);
    for (const role of new Set(used)) expect(declared).toContain(role);
  });
});
