import { examplesOf, type Given, type Target } from '#libs/conformance';
import { randomOrganisationCode } from '#libs/testing';
import { Identity } from '../contract/index.js';
import { newOrganisation, newPerson, unique } from './people.js';

const operator = { subject: 'system:tests', roles: ['platform.operator'] };
const byOperator = async (): Promise<Given> => ({ caller: operator });
const byAnybody = async (): Promise<Given> => ({});
const inNewOrganisation = async (target: Target): Promise<string> => (await newOrganisation(target)).code;

export const exampleScenarios = examplesOf(Identity, {
  signIn: async (target) => {
    const { account } = await newPerson(target, { password: 'printed at the first start' });
    return { replace: { account } };
  },
  whoAmI: async () => ({ caller: { subject: 'person:somebody', roles: [] } }),
  getKeys: byAnybody,
  getCity: byAnybody,
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
