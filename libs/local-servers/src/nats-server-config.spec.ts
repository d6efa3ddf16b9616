import { describe, expect, it } from '@jest/globals';
import { type NatsServerConfig, natsServerConfig } from './nats-server-config.js';

const PUBLIC_KEY = `U${'A'.repeat(55)}`;

function config(changes: Partial<NatsServerConfig> = {}): NatsServerConfig {
  const user = {
    name: 'identity',
    publicKey: PUBLIC_KEY,
    publish: { allow: ['a.>'] },
    subscribe: { allow: ['b'] },
  };
  return { port: 4222, storeDir: '/data/nats', account: 'demo-city', users: [user], ...changes };
}

function withSubject(subject: string): NatsServerConfig {
  const user = {
    name: 'x',
    publicKey: PUBLIC_KEY,
    publish: { allow: [subject] },
    subscribe: { allow: ['b'] },
  };
  return config({ users: [user] });
}

describe('the configuration of nats-server', () => {
  it('listens on loopback only and syncs every write', () => {
    const text = natsServerConfig(config());
    expect(text).toContain('host: "127.0.0.1"');
    expect(text).toContain('sync_interval: always');
    expect(text).toContain('max_payload: 1048576');
  });

  it('listens elsewhere only when asked to, and on addresses only', () => {
    expect(natsServerConfig(config({ host: '0.0.0.0' }))).toContain('host: "0.0.0.0"');
    expect(() => natsServerConfig(config({ host: '0.0.0.0"\nhttp: "8222' }))).toThrow(RangeError);
  });

  it('gives up syncing every write only when asked to', () => {
    expect(natsServerConfig(config({ syncAlways: false }))).not.toContain('always');
  });

  it('refuses names, keys and subjects that could add a setting', () => {
    expect(() => natsServerConfig(config({ account: 'a }\nhttp: 8222' }))).toThrow(RangeError);
    expect(() => natsServerConfig(withSubject('a"], deny: ["'))).toThrow(RangeError);
    expect(() => natsServerConfig(withSubject('a\nb'))).toThrow(RangeError);
    expect(() => natsServerConfig(config({ storeDir: '/data\nhttp: 8222' }))).toThrow(RangeError);
    expect(() => natsServerConfig(config({ port: 0 }))).toThrow(RangeError);
    const user = { name: 'x', publicKey: 'UABC', publish: { allow: [] }, subscribe: { allow: [] } };
    expect(() => natsServerConfig(config({ users: [user] }))).toThrow(/public key/);
  });

  it('escapes quotes and backslashes in the folder', () => {
    expect(natsServerConfig(config({ storeDir: 'C:\\a "b"' }))).toContain('"C:\\\\a \\"b\\""');
  });

  it('denies everything to a user with an empty list, which nats-server would read as everything', () => {
    const user = { name: 'x', publicKey: PUBLIC_KEY, publish: { allow: [] }, subscribe: { allow: ['b'] } };
    expect(natsServerConfig(config({ users: [user] }))).toContain('publish: { allow: [], deny: [">"] }');
  });
});
