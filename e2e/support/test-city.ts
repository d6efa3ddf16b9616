import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomOrganisationCode } from '#libs/testing';
import { type RunningCity, startCity } from '../../apps/launcher/src/city/start-city.js';
import { GatewayClient } from '../../apps/launcher/src/seeds/gateway-client.js';

/** A person of a test, with the password to sign in. */
export interface TestPerson {
  readonly account: string;
  readonly password: string;
}

/** A department with its people, and the publisher of the data authority. */
export interface TestDepartment {
  readonly organisation: string;
  readonly name: string;
  readonly leaf: string;
  readonly editor: TestPerson;
  readonly approver: TestPerson;
  readonly publisher: TestPerson;
}

/** A whole city as the launcher starts it, in a folder of its own. */
export interface WholeCity {
  readonly city: RunningCity;
  readonly operator: GatewayClient;
  /** Client with the token of a person. */
  as(person: TestPerson): Promise<GatewayClient>;
  stop(): Promise<void>;
}

/** Starts a city without seeds. Needs a fresh build: `npm test` makes one, else `npm run build`. */
export async function startWholeCity(
  env: NodeJS.ProcessEnv = {},
  mode: 'processes' | 'single' = 'processes',
): Promise<WholeCity> {
  if (!existsSync('dist/apps/gateway/src/main.js')) throw new Error('no build: run npm run build first');
  const home = await mkdtemp(join(tmpdir(), 'citybrain-e2e-'));
  const city = await startCity({ home, mode, port: 0, seeds: false, env: { ...process.env, ...env } });
  const anonymous = new GatewayClient(city.gatewayUrl);
  const operator = await anonymous.signIn('operator', city.secrets.bootstrapOperatorSecret);
  await operator.put('/city', { name: { zh: '日照市', en: 'Rizhao' }, division: '371100', seeded: true });
  return {
    city,
    operator,
    as: ({ account, password }) => anonymous.signIn(account, password),
    stop: async () => {
      await city.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Registers a department with an editor, an approver and the publisher, and its leaf in the tree. */
export async function foundDepartment(operator: GatewayClient, slug: string): Promise<TestDepartment> {
  const organisation = randomOrganisationCode();
  const name = `日照市${slug}测试局`;
  await operator.post(
    '/identity/organisations',
    {
      code: organisation,
      name: { zh: name, en: `Test bureau ${slug}` },
      division: '371100',
      kind: 'department',
    },
    `e2e-${organisation}`,
  );
  const person = async (role: string, ...more: string[]): Promise<TestPerson> => {
    const account = `${slug}.${role}`;
    const password = randomBytes(12).toString('base64url');
    const called = { zh: `${slug} ${role}`, en: `${slug} ${role}` };
    await operator.post(
      '/identity/people',
      { account, name: called, organisation, roles: [`catalog.${role}`, ...more], password },
      `e2e-${account}`,
    );
    return { account, password };
  };
  const [editor, approver, publisher] = await Promise.all([
    person('editor'),
    person('approver'),
    person('publisher', 'catalog.steward'),
  ]);
  const steward = await operator.signIn(publisher.account, publisher.password);
  const leaf = `307013371100000${organisation.slice(8, 17)}`;
  for (const [code, zh] of [
    ['3', '部门'],
    ['307', '省'],
    ['307013', '山东'],
    [leaf, name],
  ] as const) {
    await steward.put(`/catalog/classifications/${code}`, { name: { zh, en: code } });
  }
  return { organisation, name, leaf, editor, approver, publisher };
}
