import { existsSync } from 'node:fs';
import type { City } from '../../../identity/contract/directory.dto.js';
import { demoPasswords } from './demo-passwords.js';
import { GatewayClient } from './gateway-client.js';
import { readSeeds, type SeedEntry, type Seeds } from './seed-files.js';

export interface SeedOptions {
  readonly gatewayUrl: string;
  readonly dir: string;
  readonly operatorSecret: string;
  readonly demoAccountsFile: string;
  /** Load again even when the city says that its seeds are loaded. */
  readonly again?: boolean;
  report(line: string): void;
}

const SIDE_BY_SIDE = 4;

/**
 * Loads the seeds through the front door: the same commands, rights and rules as for everybody. Every
 * command has a fixed idempotency key, so that loading again, or after a kill, completes what is missing
 * and changes nothing else.
 */
export async function loadSeeds(options: SeedOptions): Promise<string> {
  const { gatewayUrl, dir, operatorSecret, demoAccountsFile, report } = options;
  const anonymous = new GatewayClient(gatewayUrl);
  if (!options.again && (await anonymous.get<City>('/city')).seeded) {
    return existsSync(demoAccountsFile)
      ? 'already loaded'
      : 'already loaded; the passwords are in the home that loaded them';
  }
  const seeds = await readSeeds(dir);
  const { name, division } = seeds.city;
  const operator = await anonymous.signIn('operator', operatorSecret);
  await operator.put('/city', { name, division, seeded: false });
  await each('organisations', seeds.organisations, report, (organisation) =>
    operator.post('/identity/organisations', organisation, `seed-organisation-${organisation.code}`),
  );
  const accounts = await registerPeople(seeds, operator, demoAccountsFile, report);
  const as = signedIn(seeds, anonymous, accounts);
  await defineClassifications(seeds, await as('catalog.steward'), report);
  await each('entries', seeds.entries, report, (seed) => bringToState(seed, as));
  await operator.put('/city', { name, division, seeded: true });
  return `${seeds.organisations.length} organisations, ${seeds.people.length} people, ${seeds.classifications.length} classifications, ${seeds.entries.length} entries`;
}

async function registerPeople(
  seeds: Seeds,
  operator: GatewayClient,
  file: string,
  report: (line: string) => void,
): Promise<Map<string, string>> {
  const passwords = new Map(
    (await demoPasswords(file, seeds.people)).map((each) => [each.account, each.password]),
  );
  await each('people', seeds.people, report, ({ account, name, organisation, roles }) =>
    operator.post(
      '/identity/people',
      { account, name, organisation, roles, password: passwords.get(account) },
      `seed-person-${account}`,
    ),
  );
  return passwords;
}

/** Level by level (类 1 character, 项 3, 目 6, 细目 more): a node needs its parent. */
async function defineClassifications(seeds: Seeds, steward: GatewayClient, report: (line: string) => void) {
  const depth = ({ code }: { code: string }) => [1, 3, 6].findIndex((length) => code.length <= length);
  for (const level of [0, 1, 2, -1]) {
    const nodes = seeds.classifications.filter((node) => depth(node) === level);
    await each('classifications', nodes, report, ({ code, name }) =>
      steward.put(`/catalog/classifications/${code}`, { name }),
    );
  }
}

/** Client of whoever holds a role (in an organisation); each signs in once. */
type As = (role: string, organisation?: string) => Promise<GatewayClient>;

function signedIn(seeds: Seeds, anonymous: GatewayClient, passwords: Map<string, string>): As {
  const clients = new Map<string, Promise<GatewayClient>>();
  return (role, organisation) => {
    const person = seeds.people.find(
      ({ roles, organisation: own }) => roles.includes(role) && (!organisation || own === organisation),
    );
    if (!person)
      throw new Error(`seeds/people.yaml has nobody with ${role} in ${organisation ?? 'the city'}`);
    const client =
      clients.get(person.account) ?? anonymous.signIn(person.account, passwords.get(person.account) ?? '');
    clients.set(person.account, client);
    return client;
  };
}

/** Walks an entry from draft to the state that the seeds want, each step by the person whose step it is. */
async function bringToState({ seedId, provider, state, entry }: SeedEntry, as: As): Promise<void> {
  const path = ['draft', 'submitted', 'deptApproved', 'published'];
  const steps = path.indexOf(state);
  const editor = await as('catalog.editor', provider);
  const { id } = await editor.post<{ id: string }>('/catalog/entries', entry, `seed-${seedId}`);
  const step = (client: GatewayClient, action: string) =>
    client.post(`/catalog/entries/${id}/${action}`, {}, `seed-${seedId}-${action}`);
  if (steps >= 1) await step(editor, 'submit');
  if (steps >= 2) await step(await as('catalog.approver', provider), 'approve');
  if (steps >= 3) await step(await as('catalog.publisher'), 'publish');
}

/** Does something for each row, a few side by side, and reports how far it is. */
async function each<Row>(
  what: string,
  rows: readonly Row[],
  report: (line: string) => void,
  work: (row: Row) => Promise<unknown>,
): Promise<void> {
  const tenth = Math.ceil(rows.length / 10);
  let next = 0;
  let done = 0;
  const lane = async () => {
    for (let row = rows[next++]; row !== undefined; row = rows[next++]) {
      await work(row);
      if (++done % tenth === 0 || done === rows.length) report(`${what} ${done}/${rows.length}`);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane));
}
