import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { refuses, type Scenario } from '#libs/conformance';
import type { Problem } from '#libs/contract-kit';
import { contractClient } from '#libs/messaging';
import { randomOrganisationCode } from '#libs/testing';
import { Identity } from '../contract/index.js';
import { identityAs, newOrganisation, newPerson, operatorOf, PASSWORD, unique } from './people.js';

const told = ({ problem, facts }: Problem) => ({
  code: problem.code,
  status: problem.status,
  title: problem.title,
  remedy: problem.remedy,
  detail: facts.detail,
  retryAfter: facts.retryAfter,
});

/** Directory, sign-in and keys: what any identity service of a city must do. */
export const directoryScenarios: Scenario[] = [
  {
    name: 'signs a person in with a token that says who they are and that services accept',
    run: async (target) => {
      const person = await newPerson(target, { roles: ['catalog.editor', 'audit.reader'] });
      const { accessToken, tokenType, expiresIn } = await (await identityAs(target)).signIn({
        account: person.account,
        password: PASSWORD,
      });
      assert.equal(tokenType, 'Bearer');
      assert.ok(expiresIn > 0 && expiresIn <= 86_400);
      const me = await contractClient(Identity, target.client, { token: accessToken }).whoAmI({});
      assert.deepEqual(me, {
        subject: `person:${person.id}`,
        name: '张三',
        organisation: person.organisation,
        organisationName: person.organisationName,
        roles: ['catalog.editor', 'audit.reader'],
      });
    },
  },
  {
    name: 'signs tokens with a key of its published set, which holds public keys only',
    run: async (target) => {
      const anybody = await identityAs(target);
      const { account } = await newPerson(target);
      const { accessToken, expiresIn } = await anybody.signIn({ account, password: PASSWORD });
      const keys = await anybody.getKeys({});
      assert.doesNotMatch(JSON.stringify(keys), /"d":/);
      const { payload, protectedHeader } = await jwtVerify(accessToken, createLocalJWKSet(keys));
      assert.equal(protectedHeader.alg, 'EdDSA');
      assert.equal(protectedHeader.typ, 'at+jwt');
      assert.equal(Number(payload.exp) - Number(payload.iat), expiresIn);
      assert.match(String(payload.iss), /^urn:citybrain:[a-z0-9-]+:identity$/);
    },
  },
  {
    name: 'answers a wrong password, an unknown account and an account without a password all alike',
    run: async (target) => {
      const anybody = await identityAs(target);
      const { account } = await newPerson(target);
      const { account: bare } = await newPerson(target, { password: undefined });
      const refused = (name: string) =>
        refuses('wrong-credentials', () => anybody.signIn({ account: name, password: 'not the password' }));
      const wrong = told(await refused(account));
      assert.equal(wrong.status, 401);
      assert.deepEqual(told(await refused(unique())), wrong);
      assert.deepEqual(told(await refused(bare)), wrong);
    },
  },
  {
    name: 'forgets failed sign-ins after a good one',
    run: async (target) => {
      const anybody = await identityAs(target);
      const { account } = await newPerson(target);
      const failures = async (times: number) => {
        for (let failure = 0; failure < times; failure++)
          await refuses('wrong-credentials', () => anybody.signIn({ account, password: 'wrong' }));
      };
      await failures(4);
      assert.ok((await anybody.signIn({ account, password: PASSWORD })).accessToken);
      await failures(1); // it would be the fifth in a row
      assert.ok((await anybody.signIn({ account, password: PASSWORD })).accessToken);
    },
  },
  {
    name: 'refuses an organisation whose check character is wrong, and keeps nothing of it',
    run: async (target) => {
      const operator = await operatorOf(target);
      const code = randomOrganisationCode();
      const wrong = code.slice(0, 17) + (code.endsWith('0') ? '1' : '0');
      const request = {
        code: wrong,
        name: { zh: '测试单位', en: 'Test' },
        division: '371100',
        kind: 'other' as const,
      };
      const problem = await refuses('bad-organisation-code', () => operator.registerOrganisation(request));
      assert.equal(problem.problem.status, 422);
      await refuses('not-found', () => operator.getOrganisation({ code: wrong }));
    },
  },
  {
    name: 'registers an organisation once: again with its key is the same, without it is refused',
    run: async (target) => {
      const operator = await operatorOf(target);
      const request = {
        code: randomOrganisationCode(),
        name: { zh: '一次登记', en: 'Once' },
        division: '371100',
        kind: 'department' as const,
      };
      const idempotencyKey = randomUUID();
      const first = await operator.registerOrganisation(request, { idempotencyKey });
      assert.deepEqual(first, { ...request, version: 1, state: 'active', successors: [], predecessors: [] });
      assert.deepEqual(await operator.registerOrganisation(request, { idempotencyKey }), first);
      await refuses('already-registered', () => operator.registerOrganisation(request));
      const other = { ...request, name: { zh: '别名', en: 'Other' } };
      await refuses('idempotency-key-reused', () => operator.registerOrganisation(other, { idempotencyKey }));
      assert.deepEqual(await operator.getOrganisation({ code: request.code }), first);
    },
  },
  {
    name: 'registers an account once, even if it comes many times at once, and only into a known organisation',
    run: async (target) => {
      const operator = await operatorOf(target);
      const { code: organisation } = await newOrganisation(target);
      const request = { account: unique(), name: { zh: '李四', en: 'Li Si' }, organisation, roles: [] };
      const all = await Promise.allSettled(Array.from({ length: 6 }, () => operator.registerPerson(request)));
      assert.equal(all.filter(({ status }) => status === 'fulfilled').length, 1);
      await refuses('already-registered', () => operator.registerPerson(request));
      const unknown = { ...request, account: unique(), organisation: randomOrganisationCode() };
      await refuses('unknown-organisation', () => operator.registerPerson(unknown));
      const { items } = await operator.listPeople({ organisation });
      assert.deepEqual(
        items.map(({ account }) => account),
        [request.account],
      );
    },
  },
  {
    name: 'never shows a password, nor anything made of it',
    run: async (target) => {
      const operator = await operatorOf(target);
      const person = await newPerson(target);
      const { items } = await operator.listPeople({ organisation: person.organisation });
      for (const shown of [person, ...items]) {
        assert.doesNotMatch(JSON.stringify(shown), /password|scrypt|correct horse/);
      }
    },
  },
  {
    name: 'lists organisations by code, a page at a time, each once',
    run: async (target) => {
      const operator = await operatorOf(target);
      const word = unique();
      const codes: string[] = [];
      for (let index = 0; index < 5; index++)
        codes.push((await newOrganisation(target, { en: `Bureau ${word} ${index}` })).code);
      const seen: string[] = [];
      let cursor: string | undefined;
      let pages = 0;
      do {
        const page = await operator.listOrganisations({
          q: word.toUpperCase(),
          limit: 2,
          ...(cursor && { cursor }),
        });
        assert.ok(page.items.length <= 2);
        seen.push(...page.items.map(({ code }) => code));
        cursor = page.next;
        pages++;
      } while (cursor);
      assert.equal(pages, 3);
      assert.deepEqual(seen, codes.toSorted());
      await refuses('invalid-request', () => operator.listOrganisations({ cursor: 'bm90LWEtY3Vyc29y' }));
    },
  },
  {
    name: 'lists people a page at a time, each once',
    run: async (target) => {
      const operator = await operatorOf(target);
      const { code: organisation } = await newOrganisation(target);
      const accounts: string[] = [];
      for (let index = 0; index < 4; index++)
        accounts.push((await newPerson(target, { organisation, password: undefined })).account);
      const first = await operator.listPeople({ organisation, limit: 3 });
      const second = await operator.listPeople({ organisation, limit: 3, cursor: first.next as string });
      assert.equal(second.next, undefined);
      assert.deepEqual(
        [...first.items, ...second.items].map(({ account }) => account).sort(),
        accounts.toSorted(),
      );
      await refuses('invalid-request', () => operator.listPeople({ cursor: 'bm90LWEtY3Vyc29y' }));
    },
  },
  {
    name: 'finds organisations by what is asked for, not by what it would mean as a pattern',
    run: async (target) => {
      const operator = await operatorOf(target);
      const word = unique();
      const { code } = await newOrganisation(target, { en: `(${word}.*)`, division: '371102' });
      const found = async (q: string, division?: string) =>
        (await operator.listOrganisations({ q, ...(division && { division }) })).items.map(
          (each) => each.code,
        );
      assert.deepEqual(await found(`(${word}.*)`), [code]);
      assert.deepEqual(await found(`${word}.*x`), []);
      assert.deepEqual(await found(`${word.slice(0, 5)}.${word.slice(6)}`), []);
      assert.deepEqual(await found(code), [code]);
      assert.deepEqual(await found(code.slice(0, 16)).then((codes) => codes.includes(code)), true);
      assert.deepEqual(await found(word, '371102'), [code]);
      assert.deepEqual(await found(word, '371103'), []);
    },
  },
];
