import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { Document } from 'mongodb';
import { refuses } from '#libs/conformance';
import { contractClient } from '#libs/messaging';
import type { RunningService } from '#libs/service-host';
import { eventually, TEST_CITY, TestCity } from '#libs/testing';
import { Identity } from '../contract/index.js';
import IdentityModule from '../src/identity.module.js';
import { identityAs, operatorOf } from './people.js';

/* Keys over time: from the first release, over rotations, until they are gone. */

const DAY = 86_400_000;
const CITY_ISSUER = `urn:citybrain:${TEST_CITY}:identity`;

let city: TestCity;
let identity: RunningService;
let firstKey: JWK;
let firstKid: string;
let ahead = 0;

const keysOf = async () => (await (await identityAs(city.target)).getKeys({})).keys.map(({ kid }) => kid);
const collection = () => identity.runtime.database.db.collection<Document & { _id: string }>('signing-keys');

beforeAll(async () => {
  city = await TestCity.start([Identity]);
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  firstKey = await exportJWK(privateKey);
  firstKid = await calculateJwkThumbprint(firstKey);
  // What the first release has left behind: the plain key.
  identity = await city.serve('identity', IdentityModule);
  await collection().deleteMany({});
  await collection().insertOne({ _id: 'first', jwk: firstKey, createdAt: new Date() });
  await identity.stop();
  identity = await city.serve('identity', IdentityModule, () => new Date(Date.now() + ahead));
});

afterAll(() => city?.stop());

/** A token as the first release made them. */
async function oldToken(): Promise<string> {
  const { importJWK } = await import('jose');
  return new SignJWT({ name: '旧令牌', roles: [] })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: firstKid })
    .setIssuer(CITY_ISSUER)
    .setAudience(TEST_CITY)
    .setSubject('person:0192f3a4-5b6c-7d8e-9f01-23456789abcd')
    .setIssuedAt()
    .setExpirationTime('4h')
    .sign(await importJWK(firstKey, 'EdDSA'));
}

describe('identity: its signing keys', () => {
  it('begin with the key of the first release: its tokens stay good', async () => {
    expect((await keysOf())[0]).toBe(firstKid);
    const me = await contractClient(Identity, city.client, { token: await oldToken() }).whoAmI({});
    expect(me.name).toBe('旧令牌');
  });

  it('are readable nowhere in the database', async () => {
    const { db } = identity.runtime.database;
    const kept: string[] = [];
    for (const { name } of await db.listCollections().toArray())
      for await (const document of db.collection(name).find()) kept.push(JSON.stringify(document));
    expect(kept.length).toBeGreaterThan(0);
    for (const text of kept) {
      expect(text).not.toContain(String(firstKey.d));
      expect(text).not.toMatch(/"d":/);
    }
  });

  it('stay closed to who has the database but not the deployment secret', async () => {
    const other = { ...city.environment('identity'), IDENTITY_KEY_SECRET: 'x'.repeat(40) };
    const { startService } = await import('#libs/service-host');
    const { pino } = await import('pino');
    await expect(
      startService(IdentityModule, { environment: other, logger: pino({ level: 'silent' }) }),
    ).rejects.toThrow('IDENTITY_KEY_SECRET');
  });

  it('change by themselves when they are old; old tokens are refused once their key is gone', async () => {
    const token = await oldToken();
    const holder = contractClient(Identity, city.client, { token });
    const [, next] = await keysOf();
    ahead = 91 * DAY;
    await eventually(async () => expect((await keysOf())[0]).toBe(next));
    expect(await keysOf()).toContain(firstKid); // still published: its last tokens may live
    ahead += DAY;
    await eventually(async () => expect(await keysOf()).not.toContain(firstKid));
    await eventually(() => refuses('unauthenticated', () => holder.whoAmI({})));
    ahead = 0;
  });

  it('are one ring over instances: one rotates, all sign with the same', async () => {
    const second = await city.serve('identity', IdentityModule);
    const before = await keysOf();
    const all = await Promise.allSettled(
      Array.from({ length: 3 }, async () => (await operatorOf(city.target)).rotateSigningKey({})),
    );
    assert.ok(all.some(({ status }) => status === 'fulfilled'));
    await eventually(async () => {
      const seen = new Set<string>();
      for (let round = 0; round < 8; round++) seen.add(JSON.stringify(await keysOf()));
      expect(seen.size).toBe(1);
    });
    expect(await keysOf()).toEqual(expect.arrayContaining(before.slice(0, 2)));
    await second.stop();
  });
});
