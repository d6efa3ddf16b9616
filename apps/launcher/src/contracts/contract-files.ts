import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  breakingChanges,
  type ContractDocument,
  contractDocument,
  natsRights,
  type ServiceContract,
} from '#libs/contract-kit';
import { buildAsyncApi, buildOpenApi } from '../../../gateway/src/openapi/openapi.js';
import { problemsPage, servicePage } from './contract-pages.js';

/** Everything that `docs/contracts/` holds, by file name, made from the contracts. */
export async function contractFiles(
  contracts: readonly ServiceContract[],
  version: string,
): Promise<Map<string, string>> {
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  return new Map([
    ['openapi.json', json(await buildOpenApi(contracts, { version }))],
    ['asyncapi.json', json(buildAsyncApi(contracts, { version }))],
    ['nats-rights.json', json(natsRights(contracts))],
    ['problems.md', problemsPage(contracts)],
    ...contracts.flatMap((contract): [string, string][] => [
      [`${contract.name}.json`, json(contractDocument(contract))],
      [`${contract.name}.md`, servicePage(contract)],
    ]),
  ]);
}

/** Files that differ from what the contracts say: changed, missing, or left over. */
export async function staleFiles(dir: string, files: ReadonlyMap<string, string>): Promise<string[]> {
  const present = await readdir(dir, { withFileTypes: true }).catch(() => []);
  const leftOver = present
    .filter((entry) => entry.isFile() && !files.has(entry.name))
    .map(({ name }) => name);
  const changed: string[] = [];
  for (const [name, wanted] of files) {
    if ((await readFile(join(dir, name), 'utf8').catch(() => undefined)) !== wanted) changed.push(name);
  }
  return [...changed, ...leftOver].sort();
}

/** Writes the files and removes what is left over. */
export async function writeContractFiles(dir: string, files: ReadonlyMap<string, string>): Promise<string[]> {
  await mkdir(dir, { recursive: true });
  const stale = await staleFiles(dir, files);
  for (const name of stale) {
    const wanted = files.get(name);
    if (wanted === undefined) await rm(join(dir, name));
    else await writeFile(join(dir, name), wanted);
  }
  return stale;
}

/** What the present contracts would break for users of the last release; see `docs/contracts/released/`. */
export async function breaksReleased(dir: string, contracts: readonly ServiceContract[]): Promise<string[]> {
  const released = (await readdir(join(dir, 'released')).catch(() => [])).filter((name) =>
    name.endsWith('.json'),
  );
  const findings: string[] = [];
  for (const file of released) {
    const old = JSON.parse(await readFile(join(dir, 'released', file), 'utf8')) as ContractDocument;
    const present = contracts.find(({ name }) => name === old.service);
    if (!present) findings.push(`${old.service}: the service is gone`);
    // A new subject version is a new contract beside the old one, not a change of it.
    else if (present.version === old.version) {
      findings.push(
        ...breakingChanges(old, contractDocument(present)).map((change) => `${old.service}: ${change}`),
      );
    }
  }
  return findings;
}
