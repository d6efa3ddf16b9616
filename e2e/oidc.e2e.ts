import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import * as openid from 'openid-client';
import { eventually } from '#libs/testing';
import { BrowserSession } from './support/browser-session.js';
import { type SecondIssuer, startSecondIssuer, trusting } from './support/second-issuer.js';
import {
  foundDepartment,
  startWholeCity,
  type TestDepartment,
  type TestPerson,
  type WholeCity,
} from './support/test-city.js';

/*
 * The OpenID provider from outside, over a whole city: gateway, NATS, identity, and data-catalog as the service
 * that must refuse. The client is a kept library that is not ours.
 */

const PROVINCE = '11370000MB284651XL';

let second: SecondIssuer;
let whole: WholeCity;
let department: TestDepartment;
let url: string;

beforeAll(async () => {
  second = await startSecondIssuer(PROVINCE);
  whole = await startWholeCity({ TOKEN_ISSUERS: trusting(second) });
  url = whole.city.gatewayUrl;
  department = await foundDepartment(whole.operator, 'oidc');
});

afterAll(async () => {
  await whole?.stop();
  await second?.stop();
});

const RETURN = 'http://127.0.0.1:9/back';
const secondOf = (since: number) => Date.now() - since;

/** The console as a client: public, PKCE. */
const consoleClient = () => discovered('console', openid.None());

async function discovered(client: string, auth: openid.ClientAuth) {
  const issuer = new URL(`${url}/oidc`);
  return openid.discovery(issuer, client, undefined, auth, { execute: [openid.allowInsecureRequests] });
}

async function authorization(config: openid.Configuration, redirect: string, changes = {}) {
  const verifier = openid.randomPKCECodeVerifier();
  const state = openid.randomState();
  const address = openid.buildAuthorizationUrl(config, {
    redirect_uri: redirect,
    scope: 'openid',
    state,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...changes,
  });
  return { address: address.href, verifier, state };
}

async function signedIn(config: openid.Configuration, person: TestPerson, redirect = `${url}/signed-in`) {
  const browser = new BrowserSession(url);
  const asked = await authorization(config, redirect);
  const back = await browser.signIn(asked.address, person.account, person.password);
  const grant = () =>
    openid.authorizationCodeGrant(config, back, {
      pkceCodeVerifier: asked.verifier,
      expectedState: asked.state,
      idTokenExpected: true,
    });
  return { browser, back, asked, grant, tokens: await grant() };
}

/** A department's own application that lets people sign in here. */
async function application() {
  const system = await whole.operator.post<{ id: string; secret: string }>(
    '/identity/systems',
    {
      name: { zh: '测试应用', en: 'Test application' },
      organisation: department.organisation,
      roles: ['catalog.editor'],
      redirectUris: [RETURN],
    },
    `e2e-system-${Math.random()}`,
  );
  return { ...system, config: await discovered(system.id, openid.ClientSecretBasic(system.secret)) };
}

const call = (path: string, token: string, init: RequestInit = {}) =>
  fetch(url + path, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });
/** Asks the gateway alone (`/events`), identity, and data-catalog. */
const statuses = async (token: string) => {
  const feed = await call('/events', token, { method: 'HEAD' });
  const [me, catalog] = await Promise.all([call('/identity/me', token), call('/catalog/entries', token)]);
  return [feed.status, me.status, catalog.status];
};
const codeOf = async (promise: Promise<unknown>) => {
  try {
    await promise;
  } catch (error) {
    // A refused client is told in the `WWW-Authenticate` header, which the library hands over as the cause.
    const { error: code, cause } = error as {
      error?: string;
      cause?: readonly { parameters?: { error?: string } }[];
    };
    return code ?? cause?.[0]?.parameters?.error ?? String(error);
  }
  return 'none';
};

describe('authorization code with PKCE', () => {
  it('signs a person in, with the claims that every service reads', async () => {
    const config = await consoleClient();
    const { tokens } = await signedIn(config, department.editor);
    expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({ alg: 'EdDSA', typ: 'at+jwt' });
    const claims = decodeJwt(tokens.access_token);
    expect(claims).toMatchObject({
      iss: `${url}/oidc`,
      aud: 'rizhao',
      sub: expect.stringMatching(/^person:/),
      name: 'oidc editor',
      org: department.organisation,
      org_name: department.name,
      roles: ['catalog.editor'],
      sid: expect.any(String),
      jti: expect.any(String),
    });
    expect(Number(claims.exp) - Number(claims.iat)).toBe(900);
    expect(tokens.claims()?.sub).toBe(claims.sub);
    expect(await statuses(tokens.access_token)).toEqual([200, 200, 200]);
    const info = await openid.fetchUserInfo(config, tokens.access_token, String(claims.sub));
    expect(info).toMatchObject({ org: department.organisation, roles: ['catalog.editor'] });
  });

  it('lets the second window in without a password, and nobody without PKCE', async () => {
    const config = await consoleClient();
    const { browser } = await signedIn(config, department.editor);
    const again = await authorization(config, `${url}/signed-in`, { prompt: 'none' });
    expect((await browser.follow(again.address)).searchParams.get('code')).toBeTruthy();
    const stranger = await new BrowserSession(url).follow(again.address);
    expect(stranger.searchParams.get('error')).toBe('login_required');
    const bare = await authorization(config, `${url}/signed-in`, {
      code_challenge: '',
      code_challenge_method: '',
    });
    expect((await browser.follow(bare.address)).searchParams.get('error')).toBe('invalid_request');
    const plain = await authorization(config, `${url}/signed-in`, { code_challenge_method: 'plain' });
    expect((await browser.follow(plain.address)).searchParams.get('error')).toBe('invalid_request');
  });

  it('gives a token to the page of the console itself, and to none of another origin', async () => {
    const config = await consoleClient();
    const redeemFrom = async (origin: string) => {
      const asked = await authorization(config, `${url}/signed-in`);
      const { account, password } = department.editor;
      const back = await new BrowserSession(url).signIn(asked.address, account, password);
      const response = await fetch(`${url}/oidc/token`, {
        method: 'POST',
        headers: { origin },
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: 'console',
          code: back.searchParams.get('code') ?? '',
          redirect_uri: `${url}/signed-in`,
          code_verifier: asked.verifier,
        }),
      });
      return response.status;
    };
    expect(await redeemFrom(url)).toBe(200);
    expect(await redeemFrom('https://evil.example')).toBe(400);
  });

  it('refuses another verifier, and a code used twice takes its tokens with it', async () => {
    const config = await consoleClient();
    const browser = new BrowserSession(url);
    const asked = await authorization(config, `${url}/signed-in`);
    const back = await browser.signIn(asked.address, department.editor.account, department.editor.password);
    const redeem = (pkceCodeVerifier: string) =>
      openid.authorizationCodeGrant(config, back, { pkceCodeVerifier, expectedState: asked.state });
    expect(await codeOf(redeem(openid.randomPKCECodeVerifier()))).toBe('invalid_grant');

    const { tokens, grant } = await signedIn(config, department.editor);
    expect(await codeOf(grant())).toBe('invalid_grant');
    await eventually(async () => expect(await statuses(tokens.access_token)).toEqual([401, 401, 401]));
  });

  it('never sends a browser to an address that is not registered', async () => {
    const config = await consoleClient();
    const asked = await authorization(config, 'https://evil.example/signed-in');
    const response = await new BrowserSession(url).send(asked.address, { headers: { accept: 'text/html' } });
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
    expect(await response.text()).toContain('invalid_redirect_uri');
  });

  it('says what is wrong on the sign-in page: password, lock with its time, expired page, another site', async () => {
    const config = await consoleClient();
    const { approver } = department;
    const browser = new BrowserSession(url);
    const uid = await browser.open((await authorization(config, `${url}/signed-in`)).address);
    const tried = async (password: string, headers = {}) => {
      const response = await browser.credentials(uid, approver.account, password, headers);
      return {
        status: response.status,
        ...((await response.json()) as { code: string; retryAfter?: number }),
      };
    };
    expect(await tried(approver.password, { origin: 'https://evil.example' })).toMatchObject({
      status: 403,
      code: 'cross-site-request',
    });
    for (let failure = 0; failure < 5; failure++)
      expect(await tried('wrong')).toMatchObject({ status: 401, code: 'wrong-credentials' });
    const locked = await tried(approver.password);
    expect(locked).toMatchObject({ status: 429, code: 'account-locked' });
    expect(locked.retryAfter).toBeGreaterThan(290);
    const stranger = await new BrowserSession(url).credentials(uid, approver.account, approver.password);
    expect(stranger.status).toBe(410);
    expect(await stranger.json()).toMatchObject({ code: 'interaction-expired' });
  });
});

describe('refresh tokens', () => {
  it('rotate, and one that comes twice ends the session', async () => {
    const { config } = await application();
    const { tokens } = await signedIn(config, department.publisher, RETURN);
    const first = String(tokens.refresh_token);
    const second = await openid.refreshTokenGrant(config, first);
    expect(second.refresh_token).not.toBe(first);
    expect(await statuses(second.access_token)).toEqual([200, 200, 200]);
    expect(await codeOf(openid.refreshTokenGrant(config, first))).toBe('invalid_grant');
    expect(await codeOf(openid.refreshTokenGrant(config, String(second.refresh_token)))).toBe(
      'invalid_grant',
    );
    await eventually(async () => expect(await statuses(second.access_token)).toEqual([401, 401, 401]));
  });

  it('used by two at once go to one only', async () => {
    const { config } = await application();
    const { tokens } = await signedIn(config, department.publisher, RETURN);
    const all = await Promise.allSettled(
      Array.from({ length: 4 }, () => openid.refreshTokenGrant(config, String(tokens.refresh_token))),
    );
    expect(all.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(1);
  });
});

describe('systems', () => {
  it('get tokens for themselves with client credentials, until they are disabled', async () => {
    const { id, config } = await application();
    const { access_token: token } = await openid.clientCredentialsGrant(config);
    expect(decodeJwt(token)).toMatchObject({
      sub: `system:${id}`,
      aud: 'rizhao',
      org: department.organisation,
      roles: ['catalog.editor'],
    });
    expect(await statuses(token)).toEqual([200, 200, 200]);
    expect(await openid.tokenIntrospection(config, token)).toMatchObject({
      active: true,
      sub: `system:${id}`,
    });
    await whole.operator.post(`/identity/systems/${id}/disable`, {}, `disable-${id}`);
    await eventually(async () => expect(await statuses(token)).toEqual([401, 401, 401]));
    expect(await codeOf(openid.clientCredentialsGrant(config))).toBe('invalid_client');
  });

  it('change their secret with an overlap; the secret stands nowhere', async () => {
    const { id, secret, config } = await application();
    const rotate = (overlapHours: number) =>
      whole.operator.post<{ secret: string }>(
        `/identity/systems/${id}/rotate-secret`,
        { overlapHours },
        `rotate-${id}-${overlapHours}`,
      );
    const next = await rotate(1);
    expect(next.secret).not.toBe(secret);
    expect(await rotate(1)).toEqual(next); // the same command again
    const fresh = await discovered(id, openid.ClientSecretBasic(next.secret));
    expect((await openid.clientCredentialsGrant(config)).access_token).toBeTruthy();
    expect((await openid.clientCredentialsGrant(fresh)).access_token).toBeTruthy();
    await rotate(0);
    expect(await codeOf(openid.clientCredentialsGrant(config))).toBe('invalid_client');
    expect(await codeOf(openid.clientCredentialsGrant(fresh))).toBe('invalid_client');
    const { items } = await whole.operator.get<{ items: object[] }>('/identity/systems?limit=100');
    expect(JSON.stringify(items)).not.toContain(next.secret);
    const wrong = await discovered(id, openid.ClientSecretBasic('a guess'));
    expect(await codeOf(openid.clientCredentialsGrant(wrong))).toBe('invalid_client');
  });
});

describe('what is revoked', () => {
  it('is refused by gateway, identity and data-catalog within about a second', async () => {
    const config = await consoleClient();
    const { tokens, browser } = await signedIn(config, department.editor);
    expect(await statuses(tokens.access_token)).toEqual([200, 200, 200]);
    const feed = await call('/events', tokens.access_token);
    const since = Date.now();
    const out = await call('/identity/sign-out', tokens.access_token, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(await out.json()).toEqual({ signedOut: true });
    await eventually(async () => expect(await statuses(tokens.access_token)).toEqual([401, 401, 401]));
    expect(secondOf(since)).toBeLessThan(1_500);
    expect(await feed.text()).toContain('event: token-revoked'); // and its stream has ended
    const again = await authorization(config, `${url}/signed-in`, { prompt: 'none' });
    expect((await browser.follow(again.address)).searchParams.get('error')).toBe('login_required');
  });

  it('may be one token (RFC 7009), one session of mine, or everything of a subject', async () => {
    const { config } = await application();
    const one = await signedIn(config, department.editor, RETURN);
    await openid.tokenRevocation(config, one.tokens.access_token);
    await eventually(async () => expect(await statuses(one.tokens.access_token)).toEqual([401, 401, 401]));
    const fresh = await openid.refreshTokenGrant(config, String(one.tokens.refresh_token));
    expect(await statuses(fresh.access_token)).toEqual([200, 200, 200]); // the session goes on

    const two = await signedIn(await consoleClient(), department.editor);
    const mine = (await (await call('/identity/sessions', two.tokens.access_token)).json()) as {
      items: { id: string; present: boolean; client: string }[];
    };
    const other = mine.items.find(({ id }) => id === decodeJwt(fresh.access_token).sid);
    expect(mine.items.find(({ present }) => present)?.client).toBe('console');
    const ended = await call(`/identity/sessions/${other?.id}/revoke`, two.tokens.access_token, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(ended.status).toBe(200);
    await eventually(async () => expect(await statuses(fresh.access_token)).toEqual([401, 401, 401]));
    expect(await statuses(two.tokens.access_token)).toEqual([200, 200, 200]);

    const subject = String(decodeJwt(two.tokens.access_token).sub);
    await whole.operator.post(`/identity/subjects/${subject}/revoke`, {}, `revoke-${subject}`);
    await eventually(async () => expect(await statuses(two.tokens.access_token)).toEqual([401, 401, 401]));
    const back = await whole.as(department.editor); // it may sign in again
    await eventually(async () => expect(await back.get('/identity/me')).toMatchObject({ subject }));
  });
});

describe('signing keys', () => {
  it('change: old tokens stay good, new ones are signed with the key that was published before', async () => {
    const config = await consoleClient();
    const before = await signedIn(config, department.editor);
    const keys = async () =>
      ((await (await fetch(`${url}/.well-known/jwks.json`)).json()) as { keys: { kid: string }[] }).keys.map(
        ({ kid }) => kid,
      );
    const [current, next] = await keys();
    expect(decodeProtectedHeader(before.tokens.access_token).kid).toBe(current);
    await whole.operator.post('/identity/signing-keys/rotate', {}, `rotate-${current}`);
    const after = await signedIn(await consoleClient(), department.editor);
    expect(decodeProtectedHeader(after.tokens.access_token).kid).toBe(next);
    expect(await statuses(before.tokens.access_token)).toEqual([200, 200, 200]);
    expect(await statuses(after.tokens.access_token)).toEqual([200, 200, 200]);
    expect(await keys()).toEqual([next, expect.any(String), current]);
  });
});

describe('a second issuer, by configuration alone', () => {
  it('is found by discovery; its claims, roles and subjects are read as configured', async () => {
    const token = await second.token(['catalog-clerk', 'platform.operator']);
    expect(await statuses(token)).toEqual([200, 200, 200]);
    expect(await (await call('/identity/me', token)).json()).toEqual({
      subject: 'province:province-portal',
      name: 'province:province-portal',
      organisation: PROVINCE,
      organisationName: '山东省测试厅',
      roles: ['catalog.editor'], // and not the operator that its token names
    });
    expect((await call('/identity/people', token)).status).toBe(403);
  });

  it('is nobody when it is not the configured one', async () => {
    const other = await startSecondIssuer(PROVINCE);
    try {
      expect(await statuses(await other.token(['catalog-clerk']))).toEqual([401, 401, 401]);
    } finally {
      await other.stop();
    }
  });
});

describe('identity killed', () => {
  it('comes back with its sessions, refresh tokens and revocations', async () => {
    const { config } = await application();
    const kept = await signedIn(config, department.publisher, RETURN);
    const gone = await signedIn(await consoleClient(), department.publisher);
    await call('/identity/sign-out', gone.tokens.access_token, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    for (const name of ['identity', 'data-catalog', 'gateway']) {
      const { pid } = whole.city.processes().find((process) => process.name === name) ?? {};
      if (pid) process.kill(pid, 'SIGKILL');
    }
    await eventually(
      async () => expect(await statuses(kept.tokens.access_token)).toEqual([200, 200, 200]),
      30_000,
    );
    expect(await statuses(gone.tokens.access_token)).toEqual([401, 401, 401]);
    const fresh = await openid.refreshTokenGrant(config, String(kept.tokens.refresh_token));
    expect(await statuses(fresh.access_token)).toEqual([200, 200, 200]);
  });
});
