import assert from 'node:assert/strict';
import { decodeJwt } from 'jose';
import { refuses, type Scenario } from '#libs/conformance';
import { contractClient } from '#libs/messaging';
import { eventually, randomOrganisationCode } from '#libs/testing';
import { Identity } from '../contract/index.js';
import {
  citizenFacts,
  inDays,
  newAgency,
  newCitizen,
  newEnterprise,
  randomIdNumber,
  signedIn,
} from './directory-examples.js';
import { identityAs, newOrganisation } from './people.js';

/** Accounts that their owners open themselves. */
export const ownerScenarios: Scenario[] = [
  {
    name: 'opens an account for a citizen, who signs in with a level of assurance, and sees masked numbers',
    run: async (target) => {
      const anybody = await identityAs(target);
      const facts = citizenFacts();
      const { account, subject, assurance } = await anybody.registerCitizen(facts);
      assert.equal(assurance, 'real-name');
      const { accessToken } = await anybody.signIn({ account, password: facts.password });
      const claims = decodeJwt(accessToken);
      assert.equal(claims.sub, subject);
      assert.equal(claims.acr, 'real-name');
      assert.equal(claims.org, undefined);
      const client = contractClient(Identity, target.client, { token: accessToken });
      const profile = await client.getMyCitizenProfile({});
      assert.equal(profile.name, facts.name);
      assert.equal(profile.phone, '138****8000');
      assert.doesNotMatch(JSON.stringify(profile), new RegExp(facts.idNumber.slice(3, 15)));
    },
  },
  {
    name: 'answers alike whether the facts do not match or the person has an account, and bounds the tries',
    run: async (target) => {
      const anybody = await identityAs(target);
      const facts = citizenFacts();
      await anybody.registerCitizen(facts);
      const taken = await refuses('registration-refused', () => anybody.registerCitizen(facts));
      const wrong = await refuses('registration-refused', () =>
        anybody.registerCitizen({ ...facts, idNumber: randomIdNumber('999') }),
      );
      assert.deepEqual(taken.facts.detail, wrong.facts.detail);
      for (let tries = 2; tries < 5; tries++)
        await refuses('registration-refused', () => anybody.registerCitizen(facts));
      const late = await refuses('rate-limited', () => anybody.registerCitizen(facts));
      assert.ok(Number(late.facts.retryAfter) > 3_000);
      const last = facts.idNumber.endsWith('0') ? '1' : '0';
      await refuses('bad-id-number', () =>
        anybody.registerCitizen({ ...facts, idNumber: facts.idNumber.slice(0, 17) + last }),
      );
      await refuses('weak-password', () =>
        anybody.registerCitizen({ ...citizenFacts(), password: '123456789012' }),
      );
    },
  },
  {
    name: 'closes an account: nobody signs in with it, its tokens end, and the person may come again',
    run: async (target) => {
      const anybody = await identityAs(target);
      const facts = citizenFacts();
      const { account, subject } = await anybody.registerCitizen(facts);
      const client = await signedIn(target, account, facts.password);
      await refuses('wrong-credentials', () => client.closeMyAccount({ password: 'not the password' }));
      assert.equal((await client.closeMyAccount({ password: facts.password })).closed, true);
      await eventually(() => refuses('unauthenticated', () => client.whoAmI({})));
      await refuses('wrong-credentials', () => signedIn(target, account, facts.password));
      await eventually(
        async () => assert.notEqual((await anybody.registerCitizen(facts)).subject, subject),
        5_000,
      );
    },
  },
  {
    name: 'lets an enterprise authorise agents, who act for it under their own name until it takes that back',
    run: async (target) => {
      const { code, subject, agent, client } = await newAgency(target);
      const citizen = await signedIn(target, agent.account, 'a long first password');
      const { accessToken } = await citizen.actForEnterprise({ code });
      const claims = decodeJwt(accessToken);
      assert.equal(claims.sub, agent.subject);
      assert.equal(claims.on_behalf_of, subject);
      assert.deepEqual(claims.roles, ['enterprise.agent']);
      const acting = contractClient(Identity, target.client, { token: accessToken });
      await refuses('agent-refused', () => acting.actForEnterprise({ code }));
      await refuses('not-found', () => acting.authoriseAgent({ account: agent.account, until: inDays(1) }));
      await client.removeAgent({ agent: agent.id });
      await eventually(() => refuses('unauthenticated', () => acting.whoAmI({})));
      const again = await signedIn(target, agent.account, 'a long first password');
      await refuses('agent-refused', () => again.actForEnterprise({ code }));
      await refuses('agent-refused', () =>
        client.authoriseAgent({ account: 'citizen-nobody', until: inDays(1) }),
      );
    },
  },
  {
    name: 'opens no account in the name of an organisation of the directory, nor twice for one enterprise',
    run: async (target) => {
      const anybody = await identityAs(target);
      const { code } = await newOrganisation(target);
      const open = (own: string) =>
        anybody.registerEnterprise({ ...citizenFacts(), code: own, enterpriseName: '测试企业' });
      await refuses('registration-refused', () => open(code));
      const enterprise = await newEnterprise(target);
      await refuses('registration-refused', () => open(enterprise.code));
      const good = randomOrganisationCode();
      await refuses('bad-organisation-code', () =>
        open(good.slice(0, 17) + (good.endsWith('0') ? '1' : '0')),
      );
      const citizen = await newCitizen(target);
      const client = await signedIn(target, citizen.account, 'a long first password');
      await refuses('not-found', () => client.getMyEnterpriseProfile({}));
    },
  },
];
