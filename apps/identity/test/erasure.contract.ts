import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { destination, pino } from 'pino';
import { DataCatalog } from '#contracts/data-catalog';
import { Notification } from '#contracts/notification';
import { refuses } from '#libs/conformance';
import { contractClient } from '#libs/messaging';
import { type RunningService, startService } from '#libs/service-host';
import { eventually, scanFiles, TestCity } from '#libs/testing';
import NotificationModule from '../../notification/src/notification.module.js';
import { Identity } from '../contract/index.js';
import IdentityModule from '../src/identity.module.js';
import { citizenFacts, signedIn } from './directory-examples.js';
import { loadRequiredEsModules } from './esm-under-jest.js';
import { identityAs, newPerson, operatorOf, PASSWORD, unique } from './people.js';

let city: TestCity;
const services: RunningService[] = [];
let logs: string;

/** An instance that logs everything into a file. */
async function serve(name: string, module: Type<object>): Promise<RunningService> {
  const file = join(logs, `${name}-${services.length}.log`);
  const service = await startService(module, {
    environment: city.environment(name),
    logger: pino({ level: 'trace' }, destination({ dest: file, sync: true })),
  });
  services.push(service);
  return service;
}

beforeAll(async () => {
  await loadRequiredEsModules();
  process.env.REAL_NAME_CHECK = 'simulator';
  city = await TestCity.start([Identity, DataCatalog, Notification]);
  logs = join(city.servers.dataFolder, 'logs');
  mkdirSync(logs);
  const first = await serve('identity', IdentityModule);
  // mongod logs every command, with its values, as it would a slow one.
  await first.runtime.database.client.db('admin').command({ profile: 0, slowms: 0 });
  await serve('identity', IdentityModule);
  await serve('notification', NotificationModule);
});
afterAll(async () => {
  delete process.env.REAL_NAME_CHECK;
  for (const { stop } of services) await stop();
  await city?.stop();
});

const officer = () => identityAs(city.target, 'privacy.officer');
const asPerson = async (id: string) => {
  const token = await city.token({ subject: `person:${id}`, roles: [] });
  return contractClient(Identity, city.client, { token });
};

/** A person whose every value can be told from everything else. */
async function newSomebody() {
  const values = {
    account: unique(),
    zh: `欧阳娜娜${unique()}`,
    en: `Ouyang ${unique()}`,
    password: unique() + unique(),
  };
  const { account, zh, en, password } = values;
  const { id } = await newPerson(city.target, { account, name: { zh, en }, password });
  return { id, subject: `person:${id}`, ...values, values: Object.values(values) };
}

async function erase(subject: string): Promise<string> {
  const { id } = await (await officer()).requestErasure({ subject, ground: 'purposeReached' });
  await (await officer()).decideErasure({ id, decision: 'erase' });
  return id;
}

const done = (id: string) =>
  eventually(async () => {
    const erasure = await (await officer()).getErasure({ id });
    assert.equal(erasure.state, 'done');
    return erasure;
  }, 40_000);

describe('identity: an erasure request', () => {
  it('of oneself goes from received to done, with a proof; then nobody finds the account, and its name is free', async () => {
    const somebody = await newSomebody();
    const self = await asPerson(somebody.id);
    const asked = await self.requestErasure({ ground: 'consentWithdrawn' });
    expect(asked).toMatchObject({
      state: 'received',
      subject: somebody.subject,
      awaited: [{ service: 'identity' }, { service: 'notification' }],
    });
    await refuses('forbidden', () => self.decideErasure({ id: asked.id, decision: 'erase' }));
    await (await officer()).decideErasure({ id: asked.id, decision: 'erase' });
    const proof = await done(asked.id);
    const told = [...proof.confirmations].sort((a, b) => (a.service < b.service ? -1 : 1));
    const facts = { destroyedEpoch: expect.any(Number), erasedAt: expect.any(String) };
    expect(told).toEqual([
      { service: 'identity', keys: 1, ...facts },
      { service: 'notification', keys: 0, ...facts },
    ]);
    expect(proof.awaited).toEqual([]);
    expect(proof.proof).toMatch(/^[0-9a-f]{64}$/);
    const { account, password } = somebody;
    for (
      let again = 0;
      again < 4;
      again++ // whichever instance answers
    )
      await refuses('wrong-credentials', async () =>
        (await identityAs(city.target)).signIn({ account, password }),
      );
    const { items } = await (await operatorOf(city.target)).listPeople({ limit: 100 });
    expect(items.some(({ id }) => id === somebody.id)).toBe(false);
    await newPerson(city.target, { account });
  });

  it('is not for others to make, see or decide, and no officer decides on an own one', async () => {
    const [one, other] = [await newSomebody(), await newSomebody()];
    const self = await asPerson(one.id);
    await refuses('forbidden', () => self.requestErasure({ subject: other.subject, ground: 'unlawful' }));
    const { id } = await (await asPerson(other.id)).requestErasure({ ground: 'unlawful' });
    await refuses('not-found', () => self.getErasure({ id }));
    expect((await self.listErasures({})).items).toEqual([]);
    const token = await city.token({ subject: other.subject, roles: ['privacy.officer'] });
    const both = contractClient(Identity, city.client, { token });
    await refuses('forbidden', () => both.decideErasure({ id, decision: 'erase' }));
  });

  it('can be refused with a ground in law, or wait for the end of a duty to keep, and not otherwise', async () => {
    const somebody = await newSomebody();
    const privacy = await officer();
    const { id } = await privacy.requestErasure({ subject: somebody.subject, ground: 'otherLaw' });
    await refuses('erasure-reason-needed', () => privacy.decideErasure({ id, decision: 'refuse' }));
    const retainUntil = new Date(Date.now() + 60_000).toISOString();
    const held = await privacy.decideErasure({
      id,
      decision: 'retain',
      reason: '会计法 第23条',
      retainUntil,
    });
    expect(held).toMatchObject({ state: 'retained', retainUntil });
    await refuses('erasure-reason-needed', () => privacy.decideErasure({ id, decision: 'erase' }));
    const refused = await privacy.decideErasure({ id, decision: 'refuse', reason: '档案法 第14条' });
    expect(refused).toMatchObject({ state: 'refused', awaited: [] });
    await refuses('erasure-decided', () => privacy.decideErasure({ id, decision: 'erase' }));
    const { account, password } = somebody;
    expect((await (await identityAs(city.target)).signIn({ account, password })).accessToken).toBeTruthy();
  });

  it('leaves the people who stay as they were, through several at once on two instances', async () => {
    const stays = await newSomebody();
    const leave = await Promise.all([newSomebody(), newSomebody(), newSomebody()]);
    const ids = await Promise.all(leave.map(({ subject }) => erase(subject)));
    for (const id of ids) expect((await done(id)).confirmations).toHaveLength(2);
    for (let again = 0; again < 4; again++) {
      const { account, password } = stays;
      const { accessToken } = await (await identityAs(city.target)).signIn({ account, password });
      const me = await contractClient(Identity, city.client, { token: accessToken }).whoAmI({});
      expect(me.name).toBe(stays.zh);
    }
  });
});

describe('identity: the raw files', () => {
  it('hold no marked value, neither before an erasure nor after, in no form, and are really searched', async () => {
    const [gone, stays] = [await newSomebody(), await newSomebody()];
    for (const { account, password } of [gone, stays]) {
      await (await identityAs(city.target)).signIn({ account, password });
      await refuses('wrong-credentials', async () =>
        (await identityAs(city.target)).signIn({ account, password: PASSWORD }),
      );
    }
    const phone = `139${String(Date.now()).slice(-8)}`;
    const facts = { ...citizenFacts(), phone, name: `王${unique()}`, password: unique() + unique() };
    const opened = await (await identityAs(city.target)).registerCitizen(facts);
    const profile = await (await signedIn(city.target, opened.account, facts.password)).getMyCitizenProfile(
      {},
    );
    expect(profile.name).toBe(facts.name);
    const planted = `planted ${unique()} 值`;
    const first = services[0]?.runtime;
    if (!first) throw new Error('no service');
    await first.database.db.collection('control').insertOne({ planted });
    const before = [...gone.values, ...stays.values, ...Object.values(facts)];
    expect(await scanFiles([city.servers.dataFolder, city.servers.keysFolder], before)).toEqual([]);
    const digests = await first.personal?.digestsToWrite('person.account', gone.account);
    const stored = await first.store.events.find({ aggregateid: gone.id }).toArray();
    await Promise.all([gone.subject, opened.subject].map(async (subject) => done(await erase(subject))));
    expect(await first.store.events.find({ aggregateid: gone.id }).toArray()).toEqual(stored);

    // With all that is on disk now, nobody can make the digest that stands in old pages and journals.
    const now = await first.personal?.digestsToWrite('person.account', gone.account);
    expect(now).not.toEqual(digests);
    for (const { stop } of services.splice(0)) await stop();
    await city.servers.mongod.stop();
    await city.servers.nats.stop();
    const folders = [city.servers.dataFolder, city.servers.keysFolder];
    expect(await scanFiles(folders, [...before, ...(now ?? [])])).toEqual([]);
    expect((await scanFiles(folders, [planted, gone.subject])).length).toBeGreaterThan(1);
  }, 240_000);
});
