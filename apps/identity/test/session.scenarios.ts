import assert from 'node:assert/strict';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { refuses, type Scenario, type Target } from '#libs/conformance';
import { contractClient } from '#libs/messaging';
import { eventually } from '#libs/testing';
import { Identity } from '../contract/index.js';
import { identityAs, newPerson, newSystem, operatorOf, PASSWORD } from './people.js';

const ABOUT_A_SECOND_MS = 1_500;

async function signedIn(target: Target, person?: { account: string }) {
  const { account } = person ?? (await newPerson(target));
  const { accessToken } = await (await identityAs(target)).signIn({ account, password: PASSWORD });
  const claims = decodeJwt(accessToken);
  const client = contractClient(Identity, target.client, { token: accessToken });
  return { account, accessToken, client, subject: String(claims.sub), sid: String(claims.sid) };
}

async function refusedSoon(client: { whoAmI(request: object): Promise<unknown> }): Promise<void> {
  const since = Date.now();
  await eventually(() => refuses('unauthenticated', () => client.whoAmI({})));
  assert.ok(Date.now() - since < ABOUT_A_SECOND_MS, `refused only after ${Date.now() - since} ms`);
}

const discovery = { method: 'GET' as const, target: '/oidc/.well-known/openid-configuration', headers: [] };

/** Sessions, revocation and keys: what any identity service of a city must do. */
export const sessionScenarios: Scenario[] = [
  {
    name: 'refuses every token of a session that was signed out of, and no other',
    run: async (target) => {
      const one = await signedIn(target);
      const other = await signedIn(target, one);
      assert.notEqual(one.sid, other.sid);
      assert.deepEqual(await one.client.signOut({}), { signedOut: true });
      await refusedSoon(one.client);
      assert.equal((await other.client.whoAmI({})).subject, one.subject);
    },
  },
  {
    name: 'lists my open sessions newest first, a page at a time, and lets me end another of mine',
    run: async (target) => {
      const first = await signedIn(target);
      const second = await signedIn(target, first);
      const third = await signedIn(target, first);
      const one = await third.client.listSessions({ limit: 2 });
      const two = await third.client.listSessions({ limit: 2, cursor: one.next as string });
      assert.equal(two.next, undefined);
      const items = [...one.items, ...two.items];
      assert.deepEqual(new Set(items.map(({ id }) => id)), new Set([first.sid, second.sid, third.sid]));
      assert.deepEqual(
        items.filter(({ present }) => present).map(({ id }) => id),
        [third.sid],
      );
      await third.client.revokeSession({ id: second.sid });
      await refusedSoon(second.client);
      const left = await third.client.listSessions({});
      assert.ok(!left.items.some(({ id }) => id === second.sid));
    },
  },
  {
    name: "neither shows nor ends somebody else's session, unless to an operator",
    run: async (target) => {
      const [mine, theirs] = [await signedIn(target), await signedIn(target)];
      await refuses('not-found', () => mine.client.revokeSession({ id: theirs.sid }));
      await refuses('forbidden', () => mine.client.listSessions({ subject: theirs.subject }));
      await refuses('forbidden', () => mine.client.revokeSubject({ subject: theirs.subject }));
      const operator = await operatorOf(target);
      const { items } = await operator.listSessions({ subject: theirs.subject });
      assert.deepEqual(
        items.map(({ id }) => id),
        [theirs.sid],
      );
      await operator.revokeSession({ id: theirs.sid });
      await refusedSoon(theirs.client);
    },
  },
  {
    name: 'revokes everything of a subject, who may sign in again at once',
    run: async (target) => {
      const one = await signedIn(target);
      const two = await signedIn(target, one);
      const operator = await operatorOf(target);
      assert.deepEqual(await operator.revokeSubject({ subject: one.subject }), {
        subject: one.subject,
        sessions: 2,
      });
      await refusedSoon(one.client);
      await refusedSoon(two.client);
      const again = await eventually(() => signedIn(target, one));
      await eventually(async () => assert.equal((await again.client.whoAmI({})).subject, one.subject));
    },
  },
  {
    name: 'tells what is revoked since a moment by digests that name nobody',
    run: async (target) => {
      const since = new Date(Date.now() - 1_000).toISOString();
      const { client, sid, subject } = await signedIn(target);
      await client.signOut({});
      const { items } = await (await identityAs(target)).listRevocations({ since });
      assert.ok(items.length >= 1);
      assert.ok(items.every(({ at, until }) => at >= since && until > at));
      assert.ok(!JSON.stringify(items).includes(sid) && !JSON.stringify(items).includes(subject));
      await refuses('invalid-request', async () =>
        (await identityAs(target)).listRevocations({ cursor: 'bm90LWEtY3Vyc29y' }),
      );
    },
  },
  {
    name: 'signs with the key that it published as the next, and keeps the old one for its tokens',
    run: async (target) => {
      const before = await signedIn(target);
      const anybody = await identityAs(target);
      const [current, next] = (await anybody.getKeys({})).keys;
      const { keys } = await (await operatorOf(target)).rotateSigningKey({});
      assert.equal(keys[0]?.kid, next?.kid);
      const after = await signedIn(target);
      assert.equal(decodeProtectedHeader(after.accessToken).kid, next?.kid);
      assert.ok(keys.some(({ kid }) => kid === current?.kid));
      for (const { accessToken, client, subject } of [before, after]) {
        await jwtVerify(accessToken, createLocalJWKSet({ keys }));
        await eventually(async () => assert.equal((await client.whoAmI({})).subject, subject));
      }
    },
  },
  {
    name: 'shows the secret of a system to who made it, the same for the same command, and in no list',
    run: async (target) => {
      const operator = await operatorOf(target);
      const { id, secret, organisation } = await newSystem(target);
      const idempotencyKey = `rotate-${id}`;
      const rotated = await operator.rotateSystemSecret({ id, overlapHours: 1 }, { idempotencyKey });
      assert.notEqual(rotated.secret, secret);
      assert.ok(rotated.oldSecretUntil);
      const again = await operator.rotateSystemSecret({ id, overlapHours: 1 }, { idempotencyKey });
      assert.deepEqual(again, rotated);
      const listed = JSON.stringify(await operator.listSystems({ organisation }));
      assert.ok(listed.includes(id) && !listed.includes(secret) && !listed.includes(rotated.secret));
      await operator.disableSystem({ id });
      const twice = await refuses('not-allowed-now', () => operator.disableSystem({ id }));
      assert.deepEqual(twice.facts.allowed, ['enableSystem']);
    },
  },
  {
    name: 'describes its OpenID provider: code with PKCE S256 only, signed with EdDSA only',
    run: async (target) => {
      const anybody = await identityAs(target);
      const { status, body } = await anybody.exchangeOidc(discovery);
      assert.equal(status, 200);
      const document = JSON.parse(body ?? '') as Record<string, unknown>;
      assert.deepEqual(document.response_types_supported, ['code']);
      assert.deepEqual(document.code_challenge_methods_supported, ['S256']);
      assert.deepEqual(document.id_token_signing_alg_values_supported, ['EdDSA']);
      assert.equal(document.issuer, `${String(document.token_endpoint).replace(/\/token$/, '')}`);
      const keys = await anybody.exchangeOidc({ ...discovery, target: '/oidc/jwks' });
      assert.doesNotMatch(keys.body ?? '', /"d":/);
      const published = (await anybody.getKeys({})).keys.map(({ kid }) => kid);
      const shown = (JSON.parse(keys.body ?? '') as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
      assert.deepEqual(new Set(shown), new Set(published));
    },
  },
  {
    name: 'builds its addresses from its own name, whatever host a caller claims',
    run: async (target) => {
      const anybody = await identityAs(target);
      const honest = await anybody.exchangeOidc(discovery);
      const claimed = await anybody.exchangeOidc({
        ...discovery,
        headers: [
          { name: 'host', value: 'evil.example' },
          { name: 'x-forwarded-host', value: 'evil.example' },
        ],
      });
      assert.equal(claimed.body, honest.body);
    },
  },
];
