import { decodeJwt } from 'jose';
import { examplesOf, type Given, type Target } from '#libs/conformance';
import { randomOrganisationCode } from '#libs/testing';
import { Identity } from '../contract/index.js';
import { directoryExamples } from './directory-examples.js';
import { identityAs, newOrganisation, newPerson, newSystem, operatorOf, PASSWORD, unique } from './people.js';

const operator = { subject: 'system:tests', roles: ['platform.operator'] };
const byOperator = async (): Promise<Given> => ({ caller: operator });
const byAnybody = async (): Promise<Given> => ({});
const inNewOrganisation = async (target: Target): Promise<string> => (await newOrganisation(target)).code;

const ofNewSystem = async (target: Target) => ({
  caller: operator,
  replace: { id: (await newSystem(target)).id },
});

export const exampleScenarios = examplesOf(Identity, {
  signIn: async (target) => {
    const { account } = await newPerson(target, { password: 'printed at the first start' });
    return { replace: { account } };
  },
  whoAmI: async () => ({ caller: { subject: 'person:somebody', roles: [] } }),
  getKeys: byAnybody,
  getCity: byAnybody,
  listRevocations: byAnybody,
  exchangeOidc: byAnybody,
  signOut: async () => ({ caller: { subject: 'person:somebody', roles: [] } }),
  listSessions: async () => ({ caller: { subject: 'person:somebody', roles: [] } }),
  revokeSession: async (target) => {
    const { account } = await newPerson(target);
    const anybody = await identityAs(target);
    const { accessToken } = await anybody.signIn({ account, password: PASSWORD });
    return { caller: operator, replace: { id: String(decodeJwt(accessToken).sid) } };
  },
  revokeSubject: byOperator,
  rotateSigningKey: byOperator,
  registerSystem: async (target) => ({
    caller: operator,
    replace: { organisation: await inNewOrganisation(target) },
  }),
  listSystems: byOperator,
  rotateSystemSecret: ofNewSystem,
  disableSystem: ofNewSystem,
  enableSystem: async (target) => {
    const given = await ofNewSystem(target);
    await (await operatorOf(target)).disableSystem({ id: given.replace.id });
    return given;
  },
  ...directoryExamples,
  setCity: byOperator,
  registerOrganisation: async () => ({ caller: operator, replace: { code: randomOrganisationCode() } }),
  getOrganisation: async (target) => ({
    caller: operator,
    replace: { code: await inNewOrganisation(target) },
  }),
  listOrganisations: byOperator,
  registerPerson: async (target) => ({
    caller: operator,
    replace: { account: unique(), organisation: await inNewOrganisation(target) },
  }),
  listPeople: byOperator,
});
