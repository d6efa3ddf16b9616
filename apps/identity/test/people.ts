import { randomBytes } from 'node:crypto';
import type { Target } from '#libs/conformance';
import { contractClient } from '#libs/messaging';
import { randomOrganisationCode } from '#libs/testing';
import type { PersonView, RegisterPerson } from '../contract/directory.dto.js';
import { Identity } from '../contract/index.js';
import type { RegisterSystem } from '../contract/system.dto.js';

export const PASSWORD = 'correct horse battery';

/** Identity for somebody with these roles; without any, for an outsider without a token. */
export async function identityAs(target: Target, ...roles: string[]) {
  if (roles.length === 0) return contractClient(Identity, target.client);
  const token = await target.token({ subject: 'system:tests', roles });
  return contractClient(Identity, target.client, { token });
}

export const operatorOf = (target: Target) => identityAs(target, 'platform.operator');

/** A word that no other test uses. */
export const unique = () => `u${randomBytes(6).toString('hex')}`;

export async function newOrganisation(
  target: Target,
  changes: { zh?: string; en?: string; division?: string } = {},
) {
  const code = randomOrganisationCode();
  return (await operatorOf(target)).registerOrganisation({
    code,
    name: { zh: changes.zh ?? `测试单位${code.slice(-6)}`, en: changes.en ?? `Test ${code.slice(-6)}` },
    division: changes.division ?? '371100',
    kind: 'department',
  });
}

/** A person of a new organisation who can sign in with `PASSWORD`. */
export async function newPerson(target: Target, changes: Partial<RegisterPerson> = {}): Promise<PersonView> {
  const organisation = changes.organisation ?? (await newOrganisation(target)).code;
  return (await operatorOf(target)).registerPerson({
    account: unique(),
    name: { zh: '张三', en: 'Zhang San' },
    roles: ['catalog.editor'],
    password: PASSWORD,
    ...changes,
    organisation,
  });
}

/** A system of a new organisation, with its secret. */
export async function newSystem(target: Target, changes: Partial<RegisterSystem> = {}) {
  const organisation = changes.organisation ?? (await newOrganisation(target)).code;
  return (await operatorOf(target)).registerSystem({
    name: { zh: '测试系统', en: 'Test system' },
    roles: ['catalog.editor'],
    ...changes,
    organisation,
  });
}
