import { randomInt, randomUUID } from 'node:crypto';
import type { Given, Prepare, Target } from '#libs/conformance';
import { contractClient } from '#libs/messaging';
import { randomOrganisationCode } from '#libs/testing';
import type { PersonView } from '../contract/directory.dto.js';
import { Identity } from '../contract/index.js';
import { identityAs, newOrganisation, newPerson, operatorOf, PASSWORD, unique } from './people.js';

/** What examples of organisations, people, delegation, citizens and enterprises need before they make sense. */

export const OPERATOR = { subject: 'system:tests', roles: ['platform.operator'] };
const OWNER_PASSWORD = 'a long first password';

/** A valid ID number (GB 11643) of nobody: region 990000 does not exist. */
export function randomIdNumber(order = String(randomInt(998)).padStart(3, '0')): string {
  const day = (limit: number) => String(1 + randomInt(limit)).padStart(2, '0');
  const body = `99${String(randomInt(10_000)).padStart(4, '0')}${1930 + randomInt(80)}${day(12)}${day(28)}${order}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((all, weight, at) => all + weight * Number(body[at]), 0);
  return body + '10X98765432'[sum % 11];
}

export const citizenFacts = () => ({
  name: '王小明',
  idNumber: randomIdNumber(),
  phone: '13800138000',
  password: OWNER_PASSWORD,
});

/** A client with the token of an account that signs in here. */
export async function signedIn(target: Target, account: string, password = PASSWORD) {
  const { accessToken } = await (await identityAs(target)).signIn({ account, password });
  return contractClient(Identity, target.client, { token: accessToken });
}

export const personCaller = ({ id, organisation, roles }: PersonView) => ({
  subject: `person:${id}`,
  roles,
  organisation,
});

export async function newCitizen(target: Target) {
  const opened = await (await identityAs(target)).registerCitizen(citizenFacts());
  return {
    ...opened,
    id: opened.subject.slice('citizen:'.length),
    caller: { subject: opened.subject, roles: [] },
  };
}

export async function newEnterprise(target: Target) {
  const code = randomOrganisationCode();
  const facts = { ...citizenFacts(), code, enterpriseName: '日照示例科技有限公司' };
  const opened = await (await identityAs(target)).registerEnterprise(facts);
  return { ...opened, code, caller: { subject: opened.subject, roles: [] } };
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

/** Two people of one organisation, and an offer from one to the other. */
export async function newDelegation(target: Target, state: 'offered' | 'accepted' = 'offered') {
  const delegator = await newPerson(target, { roles: ['catalog.editor', 'catalog.approver'] });
  const delegate = await newPerson(target, { organisation: delegator.organisation, roles: [] });
  const as = async (person: PersonView) =>
    contractClient(Identity, target.client, { token: await target.token(personCaller(person)) });
  const [giver, taker] = [await as(delegator), await as(delegate)];
  const offer = await giver.delegateRoles({
    delegate: delegate.id,
    roles: ['catalog.approver'],
    from: inDays(-1),
    until: inDays(7),
    reason: '出差',
  });
  if (state === 'accepted') await taker.acceptDelegation({ id: offer.id });
  return { delegator, delegate, giver, taker, id: offer.id };
}

const onOrganisation: Prepare = async (target) => {
  const { code, version } = await newOrganisation(target);
  return { caller: OPERATOR, replace: { code }, ifMatch: version };
};
const onPerson: Prepare = async (target) => ({
  caller: OPERATOR,
  replace: { id: (await newPerson(target)).id },
});
const ofDelegate =
  (state: 'offered' | 'accepted'): Prepare =>
  async (target): Promise<Given> => {
    const { id, delegate } = await newDelegation(target, state);
    return { caller: personCaller(delegate), replace: { id } };
  };
const ofCitizen: Prepare = async (target) => ({ caller: (await newCitizen(target)).caller });
const ofEnterprise: Prepare = async (target) => ({ caller: (await newEnterprise(target)).caller });

export const directoryExamples: Readonly<Record<string, Prepare>> = {
  renameOrganisation: onOrganisation,
  amendOrganisation: onOrganisation,
  mergeOrganisation: async (target) => ({
    caller: OPERATOR,
    replace: { code: (await newOrganisation(target)).code, into: (await newOrganisation(target)).code },
  }),
  splitOrganisation: async (target) => {
    const [one, two, three] = [
      await newOrganisation(target),
      await newOrganisation(target),
      await newOrganisation(target),
    ];
    return { caller: OPERATOR, replace: { code: one.code, into: [two.code, three.code], heir: two.code } };
  },
  dissolveOrganisation: onOrganisation,
  reinstateOrganisation: async (target) => {
    const { code } = await newOrganisation(target);
    await (await operatorOf(target)).dissolveOrganisation({ code, legalBasis: '测试' });
    return { caller: OPERATOR, replace: { code } };
  },
  getOrganisationAsOf: onOrganisation,
  getOrganisationHistory: onOrganisation,
  getPerson: onPerson,
  getPersonHistory: onPerson,
  amendPerson: onPerson,
  movePerson: async (target) => ({
    caller: OPERATOR,
    replace: { id: (await newPerson(target)).id, organisation: (await newOrganisation(target)).code },
  }),
  grantRoles: onPerson,
  revokeRoles: onPerson,
  disablePerson: onPerson,
  enablePerson: async (target) => {
    const { id } = await newPerson(target);
    await (await operatorOf(target)).disablePerson({ id, reason: '测试' });
    return { caller: OPERATOR, replace: { id } };
  },
  resetPassword: onPerson,
  changeMyPassword: async (target) => ({ caller: personCaller(await newPerson(target)) }),
  getMyAccount: async (target) => ({ caller: personCaller(await newPerson(target)) }),
  listRoles: async () => ({ caller: { subject: 'person:somebody', roles: [] } }),
  namePeople: async (target) => ({
    caller: { subject: 'person:somebody', roles: [] },
    replace: { subjects: [`person:${(await newPerson(target)).id}`] },
  }),
  delegateRoles: async (target) => {
    const delegator = await newPerson(target, { roles: ['catalog.approver'] });
    const delegate = await newPerson(target, { organisation: delegator.organisation });
    return {
      caller: personCaller(delegator),
      replace: { delegate: delegate.id, from: inDays(0), until: inDays(7) },
    };
  },
  acceptDelegation: ofDelegate('offered'),
  declineDelegation: ofDelegate('offered'),
  revokeDelegation: ofDelegate('accepted'),
  actFor: ofDelegate('accepted'),
  listDelegations: async (target) => ({ caller: personCaller(await newPerson(target)) }),
  registerCitizen: async () => ({ replace: { idNumber: randomIdNumber() } }),
  registerEnterprise: async () => ({
    replace: { idNumber: randomIdNumber(), code: randomOrganisationCode() },
  }),
  getMyCitizenProfile: ofCitizen,
  getMyEnterpriseProfile: ofEnterprise,
  changeMyPhone: ofCitizen,
  closeMyAccount: ofCitizen,
  authoriseAgent: async (target) => ({
    caller: (await newEnterprise(target)).caller,
    replace: { account: (await newCitizen(target)).account, until: inDays(30) },
  }),
  removeAgent: async (target) => {
    const { caller, agent } = await newAgency(target);
    return { caller, replace: { agent: agent.id } };
  },
  actForEnterprise: async (target) => {
    const { code, agent } = await newAgency(target);
    return { caller: agent.caller, replace: { code } };
  },
};

/** An enterprise and a citizen who may act for it. */
export async function newAgency(target: Target) {
  const enterprise = await newEnterprise(target);
  const agent = await newCitizen(target);
  const client = contractClient(Identity, target.client, { token: await target.token(enterprise.caller) });
  await client.authoriseAgent(
    { account: agent.account, until: inDays(30) },
    { idempotencyKey: randomUUID() },
  );
  return { ...enterprise, agent, client };
}

export { inDays, unique };
