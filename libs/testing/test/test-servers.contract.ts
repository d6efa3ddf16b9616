import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { connectNats } from '#libs/messaging';
import { serverKind, startTestServers, type TestServers } from '#libs/testing';

let servers: TestServers;

beforeAll(async () => {
  servers = await startTestServers([]);
});

afterAll(() => servers?.stop());

describe(`test servers from ${serverKind()}`, () => {
  it('have a MongoDB that is primary of a replica set and takes transactions', async () => {
    const client = await new MongoClient(servers.mongoUri).connect();
    try {
      const hello = await client.db('admin').command({ hello: 1 });
      expect(hello).toMatchObject({ setName: 'rs0', isWritablePrimary: true });
      await client.withSession((session) =>
        session.withTransaction(async () => {
          await client.db('one').collection('two').insertOne({ three: 4 }, { session });
        }),
      );
      expect(await client.db('one').collection('two').countDocuments()).toBe(1);
    } finally {
      await client.close();
    }
  });

  it('have a NATS with JetStream that knows its users by key, and each by its rights', async () => {
    const as = (user: string) =>
      connectNats({ url: servers.natsUrl, user, seed: servers.seeds[user] as string });
    const operator = await as('operator');
    const outsider = await as('integrator');
    try {
      const info = await operator.request('$JS.API.INFO', '');
      expect(info.json<{ error?: object; memory: number }>().error).toBeUndefined();
      await expect(outsider.request('city.evt.identity.person-registered.v1', '')).rejects.toThrow(
        /permission/i,
      );
    } finally {
      await Promise.all([operator.close(), outsider.close()]);
    }
  });

  it('refuse a kind that does not exist', () => {
    expect(() => serverKind({ CITYBRAIN_TEST_SERVERS: 'clouds' })).toThrow(/binaries or containers/);
  });
});
