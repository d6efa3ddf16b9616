import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import { refuses, type Scenario } from '#libs/conformance';
import { contractClient } from '#libs/messaging';
import { eventually } from '#libs/testing';
import { Identity } from '../contract/index.js';
import { inDays, newDelegation, signedIn } from './directory-examples.js';
import { newOrganisation, newPerson, operatorOf, PASSWORD, unique } from './people.js';

const reason = '测试';
const legalBasis = '测发〔2026〕1号';

/** Changes of organisations: what any identity service must do. */
export const organisationScenarios: Scenario[] = [
  {
    name: 'renames an organisation from a date on, and still knows how it was named before',
    run: async (target) => {
      const operator = await operatorOf(target);
      const { code, name } = await newOrganisation(target);
      const renamed = { zh: `新名${unique()}`, en: 'Renamed' };
      await operator.renameOrganisation({ code, name: renamed, legalBasis, effectiveOn: '2026-03-01' });
      assert.deepEqual((await operator.getOrganisation({ code })).name, renamed);
      assert.deepEqual((await operator.getOrganisationAsOf({ code, on: '2026-02-28' })).name, name);
      assert.deepEqual((await operator.getOrganisationAsOf({ code, on: '2026-03-01' })).name, renamed);
      const { steps } = await operator.getOrganisationHistory({ code });
      assert.deepEqual(steps.at(-1)?.changes, [
        { path: '/name/zh', before: name.zh, after: renamed.zh },
        { path: '/name/en', before: name.en, after: renamed.en },
      ]);
      const again = { code, name, legalBasis };
      await refuses('bad-effective-date', () =>
        operator.renameOrganisation({ ...again, effectiveOn: '2026-02-01' }),
      );
      await refuses('bad-effective-date', () =>
        operator.renameOrganisation({ ...again, effectiveOn: '2199-01-01' }),
      );
      await refuses('bad-effective-date', () =>
        operator.renameOrganisation({ ...again, effectiveOn: '2026-04-31' }),
      );
    },
  },
  {
    name: 'merges an organisation: its people act as the other, and nobody is registered into it any more',
    run: async (target) => {
      const operator = await operatorOf(target);
      const [a, b] = [await newOrganisation(target), await newOrganisation(target)];
      const person = await newPerson(target, { organisation: a.code });
      const before = await signedIn(target, person.account);
      assert.equal((await before.whoAmI({})).organisation, a.code);
      const merged = await operator.mergeOrganisation({ code: a.code, into: b.code, legalBasis });
      assert.equal(merged.state, 'merged');
      assert.deepEqual(merged.successors, [b.code]);
      assert.deepEqual((await operator.getOrganisation({ code: b.code })).predecessors, [a.code]);
      await refuses('organisation-ended', () => newPerson(target, { organisation: a.code }));
      await refuses('not-allowed-now', () =>
        operator.mergeOrganisation({ code: a.code, into: b.code, legalBasis }),
      );
      await refuses('bad-structure', () =>
        operator.mergeOrganisation({ code: b.code, into: a.code, legalBasis }),
      );
      await eventually(async () => {
        const moved = await operator.getPerson({ id: person.id });
        assert.equal(moved.organisation, b.code);
        assert.deepEqual(moved.roles, person.roles);
      });
      await eventually(() => refuses('unauthenticated', () => before.whoAmI({})));
      assert.equal((await (await signedIn(target, person.account)).whoAmI({})).organisation, b.code);
      const { steps } = await operator.getPersonHistory({ id: person.id });
      assert.equal(steps.at(-1)?.actor, 'service:identity');
      assert.equal(steps.at(-1)?.onBehalfOf, 'system:tests');
    },
  },
  {
    name: 'lets exactly one of two merges win that would make a circle',
    run: async (target) => {
      const operator = await operatorOf(target);
      const [a, b] = [(await newOrganisation(target)).code, (await newOrganisation(target)).code];
      const outcomes = await Promise.allSettled([
        operator.mergeOrganisation({ code: a, into: b, legalBasis }),
        operator.mergeOrganisation({ code: b, into: a, legalBasis }),
      ]);
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    },
  },
  {
    name: 'splits an organisation: the heir takes over its people',
    run: async (target) => {
      const operator = await operatorOf(target);
      const [a, b, c] = [
        await newOrganisation(target),
        await newOrganisation(target),
        await newOrganisation(target),
      ];
      const { id } = await newPerson(target, { organisation: a.code });
      const request = { code: a.code, into: [b.code, c.code], legalBasis };
      await refuses('bad-structure', () => operator.splitOrganisation({ ...request, heir: a.code }));
      await operator.splitOrganisation({ ...request, heir: c.code });
      await eventually(async () => assert.equal((await operator.getPerson({ id })).organisation, c.code));
    },
  },
  {
    name: 'dissolves and reinstates: its people cannot sign in meanwhile',
    run: async (target) => {
      const operator = await operatorOf(target);
      const { code } = await newOrganisation(target);
      const { account } = await newPerson(target, { organisation: code });
      await operator.dissolveOrganisation({ code, legalBasis });
      await refuses('wrong-credentials', () => signedIn(target, account));
      await operator.reinstateOrganisation({ code, legalBasis });
      assert.equal((await (await signedIn(target, account)).whoAmI({})).organisation, code);
    },
  },
  {
    name: 'keeps the tree a tree: no circle of parents, no end while others are below',
    run: async (target) => {
      const operator = await operatorOf(target);
      const [top, low] = [await newOrganisation(target), await newOrganisation(target)];
      const placed = await operator.amendOrganisation(
        { code: low.code, parent: top.code, legalBasis },
        { ifMatch: low.version },
      );
      assert.equal(placed.parent, top.code);
      const { items } = await operator.listOrganisations({ parent: top.code });
      assert.deepEqual(
        items.map(({ code }) => code),
        [low.code],
      );
      const circle = { code: top.code, parent: low.code, legalBasis };
      await refuses('bad-structure', () => operator.amendOrganisation(circle, { ifMatch: top.version }));
      await refuses('bad-structure', () => operator.dissolveOrganisation({ code: top.code, legalBasis }));
    },
  },
];

/** Administration of people. */
export const personScenarios: Scenario[] = [
  {
    name: "lets an organisation's administrator do what is theirs, and nothing that would make anybody mightier",
    run: async (target) => {
      const operator = await operatorOf(target);
      const admin = await newPerson(target, { roles: ['organisation.admin'] });
      const client = await signedIn(target, admin.account);
      const own = admin.organisation;
      const mate = await client.registerPerson({
        account: unique(),
        name: admin.name,
        organisation: own,
        roles: ['catalog.editor'],
      });
      assert.deepEqual(
        (await client.grantRoles({ id: mate.id, roles: ['catalog.approver'], reason })).roles,
        ['catalog.editor', 'catalog.approver'],
      );
      for (const roles of [
        ['platform.operator'],
        ['audit.reader'],
        ['organisation.admin'],
        ['catalog.publisher'],
        ['catalog.editor', 'catalog.steward'],
      ])
        await refuses('forbidden', () => client.grantRoles({ id: mate.id, roles, reason }));
      await refuses('forbidden', () =>
        client.registerPerson({
          account: unique(),
          name: admin.name,
          organisation: own,
          roles: ['platform.operator'],
        }),
      );
      const foreign = await newPerson(target);
      await refuses('not-found', () => client.getPerson({ id: foreign.id }));
      await refuses('not-found', () => client.resetPassword({ id: foreign.id }));
      await refuses('forbidden', () =>
        client.registerPerson({
          account: unique(),
          name: admin.name,
          organisation: foreign.organisation,
          roles: [],
        }),
      );
      await refuses('forbidden', () =>
        client.movePerson({ id: mate.id, organisation: foreign.organisation, reason }),
      );
      const mighty = await newPerson(target, { organisation: own, roles: ['platform.operator'] });
      await refuses('forbidden', () => client.resetPassword({ id: mighty.id }));
      await refuses('forbidden', () => client.disablePerson({ id: mighty.id, reason }));
      await refuses('forbidden', () =>
        client.grantRoles({ id: admin.id, roles: ['catalog.editor'], reason }),
      );
      const { items } = await client.listPeople({ limit: 100 });
      assert.deepEqual(new Set(items.map(({ organisation }) => organisation)), new Set([own]));
      assert.deepEqual((await client.listPeople({ organisation: foreign.organisation })).items, []);
      await refuses('unknown-role', () => operator.grantRoles({ id: mate.id, roles: ['no.such'], reason }));
    },
  },
  {
    name: 'does not let an administrator take over somebody who acts with mightier roles',
    run: async (target) => {
      const publisher = await newPerson(target, { roles: ['catalog.publisher'] });
      const admin = await newPerson(target, {
        organisation: publisher.organisation,
        roles: ['organisation.admin'],
      });
      const delegate = await newPerson(target, { organisation: publisher.organisation, roles: [] });
      const giver = await signedIn(target, publisher.account);
      const period = { from: inDays(-1), until: inDays(1), reason };
      await giver.delegateRoles({ delegate: delegate.id, roles: ['catalog.publisher'], ...period });
      const client = await signedIn(target, admin.account);
      await refuses('forbidden', () => client.resetPassword({ id: delegate.id }));
    },
  },
  {
    name: 'sets a one-time password: shown once, without roles until it is changed',
    run: async (target) => {
      const operator = await operatorOf(target);
      const { id, account } = await newPerson(target);
      const key = { idempotencyKey: randomUUID() };
      const { password } = await operator.resetPassword({ id }, key);
      await refuses('password-shown-once', () => operator.resetPassword({ id }, key));
      await refuses('wrong-credentials', () => signedIn(target, account));
      const first = await signedIn(target, account, password);
      assert.deepEqual((await first.whoAmI({})).roles, []);
      assert.equal((await first.getMyAccount({})).mustChangePassword, true);
      const next = `a new one ${unique()}`;
      await refuses('weak-password', () =>
        first.changeMyPassword({ present: password, password: 'password2026!' }),
      );
      await refuses('weak-password', () =>
        first.changeMyPassword({ present: password, password: `xx ${account} xx` }),
      );
      await refuses('wrong-credentials', () => first.changeMyPassword({ present: PASSWORD, password: next }));
      await first.changeMyPassword({ present: password, password: next });
      assert.deepEqual((await (await signedIn(target, account, next)).whoAmI({})).roles, ['catalog.editor']);
    },
  },
  {
    name: 'ends sessions when an account is disabled or loses a role, and says who did it and why',
    run: async (target) => {
      const operator = await operatorOf(target);
      const { id, account } = await newPerson(target);
      const before = await signedIn(target, account);
      await operator.revokeRoles({ id, roles: ['catalog.editor'], reason });
      await eventually(() => refuses('unauthenticated', () => before.whoAmI({})));
      await operator.disablePerson({ id, reason: '离职' });
      await refuses('wrong-credentials', () => signedIn(target, account));
      await refuses('not-allowed-now', () => operator.disablePerson({ id, reason }));
      await operator.enablePerson({ id, reason });
      assert.deepEqual((await (await signedIn(target, account)).whoAmI({})).roles, []);
      const { steps } = await operator.getPersonHistory({ id });
      assert.deepEqual(
        steps.map(({ event }) => event),
        ['personRegistered', 'rolesRevoked', 'personDisabled', 'personEnabled'],
      );
      assert.equal(steps[2]?.reason, '离职');
    },
  },
  {
    name: 'amends names in no event, and names people to whoever is signed in',
    run: async (target) => {
      const operator = await operatorOf(target);
      const { id, account } = await newPerson(target);
      const name = { zh: `赵${unique()}`, en: 'Zhao' };
      assert.deepEqual((await operator.amendPerson({ id, name })).name, name);
      const { items } = await (await signedIn(target, account)).namePeople({
        subjects: [`person:${id}`, `person:${randomUUID()}`, 'citizen:x'],
      });
      assert.deepEqual(
        items.map((each) => [each.subject, each.name.zh]),
        [[`person:${id}`, name.zh]],
      );
      const { steps } = await operator.getPersonHistory({ id });
      assert.doesNotMatch(JSON.stringify(steps), new RegExp(name.zh));
      assert.deepEqual(
        (await operator.listPeople({ q: account })).items.map((each) => each.id),
        [id],
      );
    },
  },
  {
    name: 'lists the roles that contracts declare, in both languages',
    run: async (target) => {
      const { items } = await (await operatorOf(target)).listRoles({});
      const scopes = new Map(items.map(({ role, scope }) => [role, scope]));
      assert.equal(scopes.get('catalog.editor'), 'organisation');
      assert.equal(scopes.get('platform.operator'), 'city');
      for (const { name } of items) assert.match(name.zh, /[\u4e00-\u9fff]/);
    },
  },
];

/** Delegation. */
export const delegationScenarios: Scenario[] = [
  {
    name: 'gives the delegate a token that names both, with the delegated roles only',
    run: async (target) => {
      const { delegator, delegate, id } = await newDelegation(target, 'accepted');
      const taker = await signedIn(target, delegate.account);
      const { accessToken, expiresIn } = await taker.actFor({ id });
      const claims = decodeJwt(accessToken);
      assert.equal(claims.sub, `person:${delegate.id}`);
      assert.equal(claims.on_behalf_of, `person:${delegator.id}`);
      assert.equal(claims.org, delegator.organisation);
      assert.deepEqual(claims.roles, ['catalog.approver']);
      assert.ok(expiresIn <= 3_600);
      const acting = contractClient(Identity, target.client, { token: accessToken });
      await refuses('delegation-refused', () => acting.actFor({ id }));
      const chain = {
        delegate: delegator.id,
        roles: ['catalog.approver'],
        from: inDays(0),
        until: inDays(1),
        reason,
      };
      await refuses('delegation-refused', () => acting.delegateRoles(chain));
      await refuses('delegation-refused', () => taker.delegateRoles(chain));
      await refuses('forbidden', () =>
        acting.changeMyPassword({ present: PASSWORD, password: 'another long password' }),
      );
    },
  },
  {
    name: 'ends what the delegator no longer has, and what was revoked, at once',
    run: async (target) => {
      const operator = await operatorOf(target);
      const { delegator, delegate, id } = await newDelegation(target, 'accepted');
      const act = async () => {
        const { accessToken } = await (await signedIn(target, delegate.account)).actFor({ id });
        return contractClient(Identity, target.client, { token: accessToken });
      };
      const first = await act();
      await operator.revokeRoles({ id: delegator.id, roles: ['catalog.approver'], reason });
      await eventually(() => refuses('unauthenticated', () => first.whoAmI({})));
      await refuses('delegation-refused', act);
      await operator.grantRoles({ id: delegator.id, roles: ['catalog.approver'], reason });
      const second = await act();
      const giver = await signedIn(target, delegator.account);
      await giver.revokeDelegation({ id });
      await eventually(() => refuses('unauthenticated', () => second.whoAmI({})));
      await refuses('not-allowed-now', () => giver.revokeDelegation({ id }));
    },
  },
  {
    name: 'is between people of one organisation, of own roles, accepted by the delegate alone',
    run: async (target) => {
      const { delegator, giver, taker, id } = await newDelegation(target);
      const stranger = await newPerson(target);
      const offer = {
        delegate: stranger.id,
        roles: ['catalog.approver'],
        from: inDays(0),
        until: inDays(1),
        reason,
      };
      await refuses('delegation-refused', () => giver.delegateRoles(offer));
      const mate = await newPerson(target, { organisation: delegator.organisation });
      await refuses('delegation-refused', () =>
        giver.delegateRoles({ ...offer, delegate: mate.id, roles: ['catalog.publisher'] }),
      );
      await refuses('delegation-refused', () => giver.delegateRoles({ ...offer, delegate: delegator.id }));
      await refuses('delegation-refused', () =>
        giver.delegateRoles({ ...offer, delegate: mate.id, until: inDays(400) }),
      );
      await refuses('delegation-refused', () => taker.actFor({ id }));
      await refuses('forbidden', () => giver.acceptDelegation({ id }));
      const outsider = await signedIn(target, stranger.account);
      await refuses('not-found', () => outsider.acceptDelegation({ id }));
      assert.equal((await taker.declineDelegation({ id })).state, 'declined');
      assert.deepEqual(
        (await taker.listDelegations({ side: 'received' })).items.map((each) => each.id),
        [id],
      );
    },
  },
];
