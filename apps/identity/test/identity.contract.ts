import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { refuses } from '#libs/conformance';
import { EVENT_STREAM } from '#libs/contract-kit';
import { contractClient } from '#libs/messaging';
import type { RunningService } from '#libs/service-host';
import { eventually, TestCity, TestClock } from '#libs/testing';
import { Identity } from '../contract/index.js';
import IdentityModule from '../src/identity.module.js';
import { conformance } from './conformance.js';
import { loadRequiredEsModules } from './esm-under-jest.js';
import { identityAs, newPerson, operatorOf, PASSWORD, unique } from './people.js';

const OPERATOR_SECRET = 'the secret of the deployment';
const MINUTE = 60_000;

let city: TestCity;
let identity: RunningService;
const clock = new TestClock();

beforeAll(async () => {
  await loadRequiredEsModules();
  process.env.BOOTSTRAP_OPERATOR_SECRET = OPERATOR_SECRET;
  process.env.REAL_NAME_CHECK = 'simulator';
  city = await TestCity.start([Identity]);
  identity = await city.serve('identity', IdentityModule, clock.now);
});
afterAll(async () => {
  delete process.env.BOOTSTRAP_OPERATOR_SECRET;
  delete process.env.REAL_NAME_CHECK;
  await city?.stop();
});

for (const { title, scenarios } of conformance.groups)
  describe(`identity: ${title}`, () => {
    for (const scenario of scenarios) it(scenario.name, () => scenario.run(city.target));
  });

const signIn = async (account: string, password: string) =>
  (await identityAs(city.target)).signIn({ account, password });

describe('identity: five failures in a row', () => {
  it('lock the account for five minutes, for the right password too, and not a minute longer', async () => {
    clock.ahead = 0;
    const [{ account }, other] = [await newPerson(city.target), await newPerson(city.target)];
    for (let failure = 0; failure < 5; failure++)
      await refuses('wrong-credentials', () => signIn(account, 'wrong'));
    expect((await signIn(other.account, PASSWORD)).accessToken).toBeTruthy(); // nobody else is locked
    const locked = await refuses('account-locked', () => signIn(account, PASSWORD));
    expect(locked.problem.status).toBe(429);
    expect(locked.facts.retryAfter).toBeGreaterThan(290);
    expect(locked.facts.retryAfter).toBeLessThanOrEqual(300);
    clock.ahead = 4 * MINUTE;
    const still = await refuses('account-locked', () => signIn(account, PASSWORD));
    expect(still.facts.retryAfter).toBeLessThanOrEqual(60);
    clock.ahead = 5 * MINUTE + 1_000;
    expect((await signIn(account, PASSWORD)).accessToken).toBeTruthy();
    await refuses('wrong-credentials', () => signIn(account, 'wrong')); // and five more are had again
    expect((await signIn(account, PASSWORD)).accessToken).toBeTruthy();
    clock.ahead = 0;
  });

  it('lock it when they come at the same time, too', async () => {
    const { account } = await newPerson(city.target);
    const guesses = Array.from({ length: 8 }, () => signIn(account, 'wrong').catch(() => 'refused'));
    expect(new Set(await Promise.all(guesses))).toEqual(new Set(['refused']));
    await refuses('account-locked', () => signIn(account, PASSWORD));
  });
});

describe('identity: the operator of the deployment', () => {
  it('signs in with the secret of the deployment, and may register', async () => {
    const { accessToken } = await signIn('operator', OPERATOR_SECRET);
    const me = await contractClient(Identity, city.client, { token: accessToken }).whoAmI({});
    expect(me).toEqual({
      subject: 'system:operator',
      name: '平台运维',
      roles: ['platform.operator', 'audit.reader'],
    });
  });

  it('is refused with another secret, or when the deployment has none', async () => {
    await refuses('wrong-credentials', () => signIn('operator', `${OPERATOR_SECRET}!`));
    delete process.env.BOOTSTRAP_OPERATOR_SECRET;
    try {
      await refuses('wrong-credentials', () => signIn('operator', OPERATOR_SECRET));
      await refuses('wrong-credentials', () => signIn('operator', 'undefined'));
    } finally {
      process.env.BOOTSTRAP_OPERATOR_SECRET = OPERATOR_SECRET;
    }
  });

  it('is an account that nobody else can have', async () => {
    await refuses('already-registered', () => newPerson(city.target, { account: 'operator' }));
  });
});

describe('identity: personal data', () => {
  it('is in no event: not pending, not in the history, not on the stream', async () => {
    const [account, zh, en] = [unique(), `欧阳${unique()}`, `Ouyang ${unique()}`];
    const password = `${unique()} ${unique()}`;
    const { id } = await newPerson(city.target, { account, name: { zh, en }, password });
    const { db } = identity.runtime.database;
    const kept = await eventually(async () => {
      const found = await db.collection('events').findOne({ aggregateid: id });
      assert.ok(found);
      return found;
    });
    expect(kept.data).toEqual({ id, organisation: expect.any(String), roles: ['catalog.editor'] });

    const seen: string[] = [];
    for await (const event of db.collection('events').find()) seen.push(JSON.stringify(event));
    for await (const { pending, state, commands } of db.collection('person').find())
      seen.push(JSON.stringify({ pending, state, commands }));
    const streams = (await jetstreamManager(city.operator)).streams;
    const { state } = await streams.info(EVENT_STREAM);
    for (let seq = state.first_seq; seq <= state.last_seq; seq++)
      seen.push((await streams.getMessage(EVENT_STREAM, { seq }))?.string() ?? '');
    expect(seen.filter((text) => text.includes(id)).length).toBeGreaterThanOrEqual(2); // history and stream
    for (const text of seen)
      for (const secret of [account, zh, en, password]) expect(text).not.toContain(secret);
  });

  it('keeps of a password its scrypt hash only, and of a repeated registration nothing of the password', async () => {
    const operator = await operatorOf(city.target);
    const { organisation } = await newPerson(city.target);
    const request = { account: unique(), name: { zh: '王五', en: 'Wang Wu' }, organisation, roles: [] };
    const idempotencyKey = unique();
    const first = await operator.registerPerson({ ...request, password: PASSWORD }, { idempotencyKey });
    // The key and all but the password are the same: the same person, and the first password stays.
    const other = { ...request, password: 'another password!' };
    expect(await operator.registerPerson(other, { idempotencyKey })).toEqual(first);
    expect((await signIn(request.account, PASSWORD)).accessToken).toBeTruthy();
    const document = await identity.runtime.database.db
      .collection<{ _id: string; personal: { sealed: { password: string } } }>('person')
      .findOne({ _id: first.id });
    expect(document?.personal.sealed.password).toMatch(/^cbp1:/);
    const opened = await identity.runtime.personal?.reveal(document?.personal.sealed);
    expect(opened?.password).toMatch(/^scrypt\$/);
    expect(JSON.stringify(document)).not.toContain(PASSWORD);
  });
});

describe('identity: its signing keys', () => {
  it('are one set over all instances, and over restarts', async () => {
    const anybody = await identityAs(city.target);
    const keys = await anybody.getKeys({});
    expect(keys.keys.length).toBeGreaterThanOrEqual(2); // the present one and the next
    const second = await city.serve('identity', IdentityModule);
    for (let round = 0; round < 6; round++) expect(await anybody.getKeys({})).toEqual(keys);
    const { account } = await newPerson(city.target);
    for (let round = 0; round < 4; round++) {
      const { accessToken } = await signIn(account, PASSWORD);
      const me = await contractClient(Identity, city.client, { token: accessToken }).whoAmI({});
      expect(me.name).toBe('张三');
    }
    await second.stop();
  });
});
