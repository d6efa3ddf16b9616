import { describe, expect, it } from '@jest/globals';
import { readConfiguration } from './configuration.js';
import { cityIssuer } from './trusted-issuers.js';

const COMPLETE = {
  NATS_URL: 'nats://127.0.0.1:4222',
  MONGODB_URI: 'mongodb://127.0.0.1:27017/?replicaSet=rs0',
};

describe('the configuration of a service', () => {
  it('needs the addresses of NATS and MongoDB, and has defaults for the rest', () => {
    expect(readConfiguration(COMPLETE, 'catalog')).toEqual({
      cityId: 'rizhao',
      natsUrl: COMPLETE.NATS_URL,
      natsSeed: undefined,
      mongoUri: COMPLETE.MONGODB_URI,
      logLevel: 'info',
      oidcIssuer: 'http://127.0.0.1:3000/oidc',
      trustedIssuers: [
        { issuer: 'urn:citybrain:rizhao:identity', jwks: 'nats' },
        { issuer: 'http://127.0.0.1:3000/oidc', jwks: 'nats' },
      ],
      otlpEndpoint: undefined,
      traceQueryRate: 0,
      drainMs: 10_000,
    });
  });

  it('names every variable that is missing, and the service', () => {
    expect(() => readConfiguration({}, 'catalog')).toThrow(
      /of catalog is incomplete\. .*NATS_URL.*MONGODB_URI/,
    );
  });

  it.each([
    ['CITY_ID', 'Rizhao City'],
    ['CITY_ID', '../x'],
    ['LOG_LEVEL', 'loud'],
    ['DRAIN_MS', 'soon'],
    ['TRACE_QUERY_RATE', 'often'],
    ['TRACE_QUERY_RATE', '1.5'],
    ['NATS_NKEY_SEEDS', '{broken'],
    ['TOKEN_ISSUERS', 'not JSON'],
    ['TOKEN_ISSUERS', '{"issuer":"urn:x","jwks":"https://x"}'],
    ['TOKEN_ISSUERS', '[{"issuer":"urn:x"}]'],
    ['TOKEN_ISSUERS', '[{"issuer":"urn:x","jwks":"no address"}]'],
  ])('names %s when it is %p', (name, value) => {
    expect(() => readConfiguration({ ...COMPLETE, [name]: value }, 'catalog')).toThrow(name);
  });

  it('never repeats the value of a seed', () => {
    try {
      readConfiguration({ NATS_NKEY_SEED: 'SUASECRET', NATS_NKEY_SEEDS: '{broken SUASECRET' }, 'catalog');
    } catch (error) {
      expect(String(error)).not.toContain('SUASECRET');
      return;
    }
    throw new Error('was not refused');
  });

  it("takes the service's own seed, from a variable of its own or from the list", () => {
    const seeds = { NATS_NKEY_SEEDS: '{"catalog":"SUA1","identity":"SUA2"}' };
    expect(readConfiguration({ ...COMPLETE, ...seeds }, 'catalog').natsSeed).toBe('SUA1');
    expect(readConfiguration({ ...COMPLETE, ...seeds, NATS_NKEY_SEED: 'SUA3' }, 'catalog').natsSeed).toBe(
      'SUA3',
    );
    expect(readConfiguration({ ...COMPLETE, ...seeds }, 'other').natsSeed).toBeUndefined();
  });

  it("trusts the city's own issuer by both its names first, then those configured", () => {
    const second = { issuer: 'urn:province', jwks: 'https://province.example/jwks' };
    const { trustedIssuers } = readConfiguration(
      { ...COMPLETE, CITY_ID: 'qingdao', TOKEN_ISSUERS: JSON.stringify([second]) },
      'catalog',
    );
    expect(trustedIssuers).toEqual([
      { issuer: cityIssuer('qingdao'), jwks: 'nats' },
      { issuer: 'http://127.0.0.1:3000/oidc', jwks: 'nats' },
      second,
    ]);
  });
});
