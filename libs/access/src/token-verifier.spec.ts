import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';
import { refuses } from '#libs/conformance';
import { TestIssuer } from '#libs/testing';
import { hasAnyRole, type Principal, revocationKey, TokenVerifier } from './index.js';

const CITY = 'testcity';
const PERSON: Principal = {
  subject: 'person:1',
  name: '张三',
  organisation: '11370000MB284651XL',
  organisationName: '示例单位',
  roles: ['catalog.editor'],
};

let issuer: TestIssuer;
let stranger: TestIssuer;
let verifier: TokenVerifier;

beforeAll(async () => {
  [issuer, stranger] = await Promise.all([TestIssuer.start(), TestIssuer.start()]);
  verifier = new TokenVerifier(CITY, [issuer], async () => ({ keys: [] }));
});
afterAll(() => Promise.all([issuer?.stop(), stranger?.stop()]));
afterEach(() => {
  jest.restoreAllMocks();
});

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const partsOf = (token: string) => token.split('.') as [string, string, string];
const decoded = (part: string) =>
  JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
const unauthenticated = (token: string, now?: number) =>
  refuses('unauthenticated', () => verifier.verify(token, now));

describe('an access token', () => {
  it('tells who its bearer is', async () => {
    expect(await verifier.verify(await issuer.token(PERSON, CITY))).toEqual(PERSON);
  });

  it('need not tell name or organisation', async () => {
    const system = { subject: 'system:1', roles: [] };
    expect(await verifier.verify(await issuer.token(system, CITY))).toEqual(system);
  });

  it('is refused once it has expired', async () => {
    const problem = await unauthenticated(await issuer.token(PERSON, CITY, -60));
    expect(problem.message).toBe('The token has expired');
  });

  it('is refused for another city', async () => {
    await unauthenticated(await issuer.token(PERSON, 'othercity'));
  });

  it('is refused from an issuer that nobody configured', async () => {
    const [, payload, signature] = partsOf(await issuer.token(PERSON, CITY));
    const foreign = `${base64({ alg: 'EdDSA' })}.${base64({ ...decoded(payload), iss: 'urn:other' })}.${signature}`;
    expect((await unauthenticated(foreign)).message).toBe('The issuer is not trusted');
  });

  it('is refused when its key is not of the issuer that it names', async () => {
    await unauthenticated(await stranger.token(PERSON, CITY)); // the same name, other keys
  });

  it('is refused when its payload was changed', async () => {
    const [header, payload, signature] = partsOf(await issuer.token(PERSON, CITY));
    const promoted = base64({ ...decoded(payload), roles: ['platform.operator'] });
    await unauthenticated(`${header}.${promoted}.${signature}`);
  });

  it('is refused with a part of its signature, or none', async () => {
    const [header, payload, signature] = partsOf(await issuer.token(PERSON, CITY));
    await unauthenticated(`${header}.${payload}.${signature.slice(0, -4)}`);
    await unauthenticated(`${header}.${payload}.`);
    await unauthenticated(`${header}.${payload}`);
  });

  it('is refused unsigned, with alg none in any spelling', async () => {
    const [, payload] = partsOf(await issuer.token(PERSON, CITY));
    for (const alg of ['none', 'None', 'NONE', '']) await unauthenticated(`${base64({ alg })}.${payload}.`);
  });

  it('is refused when signed by HS256 with the public key as the secret', async () => {
    const [header, payload] = partsOf(await issuer.token(PERSON, CITY));
    const keys = (await (await fetch(issuer.jwks)).json()) as JSONWebKeySet;
    for (const secret of [JSON.stringify(keys.keys[0]), Buffer.from(keys.keys[0]?.x ?? '', 'base64url')]) {
      const signed = `${base64({ ...decoded(header), alg: 'HS256' })}.${payload}`;
      await unauthenticated(`${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`);
    }
  });

  it('is refused when it brings its own key along', async () => {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
    const token = await new SignJWT({ roles: ['platform.operator'] })
      .setProtectedHeader({ alg: 'EdDSA', jwk: await exportJWK(publicKey) })
      .setIssuer(issuer.issuer)
      .setAudience(CITY)
      .setSubject('person:x')
      .setExpirationTime('1h')
      .sign(privateKey);
    await unauthenticated(token);
  });

  it.each([
    '',
    '.',
    '..',
    'a.b.c',
    'x',
    '{}.{}.{}',
    `${base64({})}.${base64(null)}.x`,
    `${base64({})}.${base64([])}.x`,
  ])('is refused when it is none: %p', async (token) => {
    await unauthenticated(token);
  });

  it('is refused over 8 KiB before anything is computed', async () => {
    const long = { ...PERSON, roles: Array.from({ length: 900 }, (_, index) => `role.${index}`) };
    const token = await issuer.token(long, CITY);
    expect(token.length).toBeGreaterThan(8_192);
    await unauthenticated(token);
  });

  it('gives only roles that are texts', async () => {
    const token = await issuer.token(
      { subject: 'person:1', roles: ['a', 1, null, { $gt: '' }] as string[] },
      CITY,
    );
    expect((await verifier.verify(token)).roles).toEqual(['a']);
  });
});

describe('a verified token', () => {
  it('is not verified again while it holds, and no longer believed when it expires', async () => {
    const now = Date.now();
    const token = await issuer.token(PERSON, CITY, 60);
    const own = await TestIssuer.start();
    const fresh = new TokenVerifier(CITY, [own], async () => ({ keys: [] }));
    const mine = await own.token(PERSON, CITY, 60);
    expect(await fresh.verify(mine, now)).toEqual(PERSON);
    await own.stop(); // from here on, only what is remembered can be believed
    expect(await fresh.verify(mine, now + 59_000)).toEqual(PERSON);
    expect(await verifier.verify(token, now)).toEqual(PERSON);
    expect((await unauthenticated(token, now + 66_000)).message).toBe('The token has expired');
  });
});

describe("the keys of the city's own issuer", () => {
  const keyPair = async (kid: string) => {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const sign = () =>
      new SignJWT({ roles: [] })
        .setProtectedHeader({ alg: 'EdDSA', kid })
        .setIssuer('urn:city')
        .setAudience(CITY)
        .setSubject(`person:${kid}`)
        .setExpirationTime('1h')
        .sign(privateKey);
    return { jwk: { ...(await exportJWK(publicKey)), kid, alg: 'EdDSA' }, sign };
  };

  it('are fetched when first needed, once, however many need them', async () => {
    const key = await keyPair('k1');
    let fetched = 0;
    const city = new TokenVerifier(CITY, [{ issuer: 'urn:city', jwks: 'nats' }], async () => {
      fetched++;
      return { keys: [key.jwk] };
    });
    expect(fetched).toBe(0);
    const tokens = await Promise.all(Array.from({ length: 10 }, () => key.sign()));
    await Promise.all(tokens.map((token) => city.verify(token)));
    expect(fetched).toBe(1);
  });

  it('are fetched again, once, for a key that is not among them: keys rotate', async () => {
    const [first, second] = await Promise.all([keyPair('k1'), keyPair('k2')]);
    let keys = [first.jwk];
    let fetched = 0;
    const city = new TokenVerifier(CITY, [{ issuer: 'urn:city', jwks: 'nats' }], async () => {
      fetched++;
      return { keys };
    });
    await city.verify(await first.sign());
    keys = [second.jwk, first.jwk];
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 6_000);
    const tokens = await Promise.all([second.sign(), second.sign(), second.sign()]);
    for (const { subject } of await Promise.all(tokens.map((token) => city.verify(token))))
      expect(subject).toBe('person:k2');
    expect(fetched).toBe(2);
    expect(clock).toHaveBeenCalled();
  });

  it('are not fetched over and over for a key that does not exist', async () => {
    const [known, unknown] = await Promise.all([keyPair('k1'), keyPair('nobody')]);
    let fetched = 0;
    const city = new TokenVerifier(CITY, [{ issuer: 'urn:city', jwks: 'nats' }], async () => {
      fetched++;
      return { keys: [known.jwk] };
    });
    await city.verify(await known.sign());
    for (let round = 0; round < 5; round++) {
      const token = await unknown.sign();
      await refuses('unauthenticated', () => city.verify(token));
    }
    expect(fetched).toBe(1);
  });

  it('may be out of reach for a while: the fault is told, and the next token asks again', async () => {
    const key = await keyPair('k1');
    let fails = true;
    const city = new TokenVerifier(CITY, [{ issuer: 'urn:city', jwks: 'nats' }], async () => {
      if (fails) throw new Error('identity does not answer');
      return { keys: [key.jwk] };
    });
    const token = await key.sign();
    await expect(city.verify(token)).rejects.toThrow('identity does not answer');
    fails = false;
    expect((await city.verify(token)).subject).toBe('person:k1');
  });
});

describe('an issuer that does not answer', () => {
  it('makes its tokens neither good nor bad: the service is unavailable', async () => {
    const gone = await TestIssuer.start();
    const token = await gone.token(PERSON, CITY);
    await gone.stop();
    const city = new TokenVerifier(CITY, [gone], async () => ({ keys: [] }));
    const problem = await refuses('service-unavailable', () => city.verify(token));
    expect(problem.facts.retryAfter).toBeGreaterThan(0);
  });
});

describe('a role', () => {
  it('is had by whoever has one of those asked for', () => {
    expect(hasAnyRole(PERSON, ['audit.reader', 'catalog.editor'])).toBe(true);
    expect(hasAnyRole(PERSON, ['catalog'])).toBe(false);
    expect(hasAnyRole(PERSON, [])).toBe(false);
  });
});

describe('what identity tells every second', () => {
  const setUp = async () => {
    const key = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const jwk = { ...(await exportJWK(key.publicKey)), kid: 'k1', alg: 'EdDSA' };
    const state = { keys: [jwk], items: [] as { key: string; at: string; until: string }[], asked: 0 };
    const city = new TokenVerifier(
      CITY,
      [{ issuer: 'urn:city', jwks: 'nats' }],
      async () => ({ keys: state.keys }),
      async () => {
        state.asked++;
        return { items: state.items };
      },
    );
    const token = await new SignJWT({ roles: [], sid: 'session-1' })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'k1' })
      .setIssuer('urn:city')
      .setAudience(CITY)
      .setSubject('person:1')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(key.privateKey);
    return { city, state, token };
  };
  const revoked = () => ({
    key: revocationKey('session', 'session-1'),
    at: new Date().toISOString(),
    until: new Date(Date.now() + 3_600_000).toISOString(),
  });

  it('makes a verifier refuse a token that it remembers, as soon as the mark differs', async () => {
    const { city, state, token } = await setUp();
    const good = await city.inspect(token);
    expect(good.principal).toMatchObject({ subject: 'person:1', session: 'session-1' });
    expect(good.expiresAt).toBeGreaterThan(Date.now());
    let told = 0;
    city.onRevoked(() => told++);
    await city.heed({ keys: '1', revocations: '' });
    const { asked } = state;
    await city.heed({ keys: '1', revocations: '' }); // the same again: nothing to fetch
    expect(state.asked).toBe(asked);
    state.items = [revoked()];
    await city.heed({ keys: '1', revocations: 'x' });
    expect(told).toBe(1);
    expect(city.isRevoked(good)).toBe(true);
    const problem = await refuses('unauthenticated', () => city.verify(token));
    expect(problem.message).toBe('The token has been revoked');
  });

  it('is made good after it was missed: a new verifier has the list before it believes anything', async () => {
    const { city, state, token } = await setUp();
    state.items = [revoked()];
    await refuses('unauthenticated', () => city.verify(token));
  });

  it('takes the tokens of a key with it that is gone', async () => {
    const { city, state, token } = await setUp();
    await city.heed({ keys: '1', revocations: '' });
    expect((await city.verify(token)).subject).toBe('person:1');
    state.keys = [];
    await city.heed({ keys: '2', revocations: '' });
    await refuses('unauthenticated', () => city.verify(token));
  });
});
