import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { EVENT_STREAM, type Language, NotAllowedNow, StaleVersion } from '#libs/contract-kit';
import type { CityOverview } from '../src/overview/city-overview.js';
import type { RunningGateway } from '../src/start-gateway.js';
import { Locked, NOTE_ID, Sample, TestIdentity } from './sample-contract.js';
import { SseReader } from './sse-reader.js';
import { startTestCity, type TestCity } from './test-city.js';

let city: TestCity;
let gateway: RunningGateway;
let writer: Record<string, string>;
let seeded = true;
let healthy = true;
let seen: {
  idempotencyKey?: string | undefined;
  ifMatch?: number | undefined;
  language: Language;
  correlationId: string;
  traceId: string;
};

beforeAll(async () => {
  const contracts = [TestIdentity, Sample];
  city = await startTestCity(contracts);
  await city.serve(TestIdentity, {
    getHealth: async () => ({ status: 'ready', checks: [] }),
    getKeys: async () => city.keys,
    listRevocations: async () => ({ items: [] }),
    getCity: async () => ({ seeded }),
    signIn: async () => ({ asked: 'sign-in' }),
  });
  await city.serve(Sample, {
    getHealth: async () =>
      healthy
        ? { status: 'ready', checks: [] }
        : { status: 'notReady', checks: [{ name: 'mongodb', ok: false }] },
    getFigures: async () => ({ service: 'sample', memoryBytes: 1, deadLetters: 2 }),
    createNote: async ({ title }: { title: string }, call) => {
      seen = call;
      if (title === 'locked') throw Locked.with();
      if (title === 'defect') throw new TypeError('secret detail');
      return { id: NOTE_ID, version: 1, title };
    },
    getNote: async ({ id }: { id: string }) => ({ id, version: 3, title: '便签' }),
    amendNote: async ({ id, title }: { id: string; title: string }, call) => {
      seen = call;
      if (call.ifMatch !== 3) throw StaleVersion.with({ currentVersion: 3 });
      if (title === 'closed') throw NotAllowedNow.with({ allowed: ['getNote'] });
      return { id, version: 4, title };
    },
    findNotes: async (asked: object) => ({ asked: JSON.stringify(asked) }),
    byCode: async ({ code }: { code: string }) => ({ asked: code }),
    getFile: async ({ path }: { path: string }) => ({ asked: path }),
    pause: async ({ milliseconds }: { milliseconds: number }) => {
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      return { asked: 'done' };
    },
    paint: async (asked: object) => ({ asked: JSON.stringify(asked) }),
  });
  gateway = await city.gateway();
  writer = { authorization: `Bearer ${await city.token()}` };
});

afterAll(async () => {
  await city.stop();
});

const at = (path: string) => `${gateway.url}${path}`;
const read = (path: string, headers: Record<string, string> = {}) =>
  fetch(at(path), { headers: { ...writer, ...headers }, redirect: 'manual' });
const send = (method: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(at(path), {
    method,
    headers: { ...writer, 'content-type': 'application/json', ...headers },
    body:
      typeof body === 'string' || body instanceof Uint8Array
        ? (body as string | Uint8Array<ArrayBuffer>)
        : JSON.stringify(body),
  });
const problem = async (response: Response) => {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  return (await response.json()) as {
    code: string;
    status: number;
    title: string;
    traceId: string;
    detail?: string;
    errors?: { path: string; rule: string }[];
    allowed?: string[];
    currentVersion?: number;
  };
};

/** Sends a request target as it stands: fetch would tidy it. */
function raw(method: string, path: string, headers: Record<string, string> = {}) {
  return new Promise<{
    status: number;
    headers: Record<string, string | string[] | undefined>;
    body: string;
  }>((resolve, reject) => {
    const { hostname, port } = new URL(gateway.url);
    const sent = httpRequest(
      { hostname, port, method, path, headers: { ...writer, ...headers } },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          body += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

describe('a command over HTTP', () => {
  test('reaches its service with key, language, request id and trace, and answers 201 with ETag and Location', async () => {
    const response = await send(
      'POST',
      '/notes',
      { title: '第一张' },
      {
        'idempotency-key': 'key-1',
        'accept-language': 'en',
        'x-request-id': 'from-outside',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      },
    );
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ id: NOTE_ID, version: 1, title: '第一张' });
    expect(response.headers.get('etag')).toBe('"1"');
    expect(response.headers.get('location')).toBe(`/notes/${NOTE_ID}`);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-trace-id')).toBe('0af7651916cd43dd8448eb211c80319c');
    expect(seen).toMatchObject({
      idempotencyKey: 'key-1',
      language: 'en',
      correlationId: 'from-outside',
      traceId: '0af7651916cd43dd8448eb211c80319c',
    });
  });

  test('without a key is forwarded without one', async () => {
    await send('POST', '/notes', { title: 'x' });
    expect(seen.idempotencyKey).toBeUndefined();
  });

  test('with an empty or blank key is refused: the sender meant to be safe', async () => {
    const response = await send('POST', '/notes', { title: 'x' }, { 'idempotency-key': 'a b' });
    expect((await problem(response)).errors).toMatchObject([{ path: '/headers/idempotency-key' }]);
  });

  test.each(['"3"', 'W/"3"', '3'])('takes the version from If-Match %s', async (version) => {
    const response = await send('PUT', `/notes/${NOTE_ID}`, { title: 'neu' }, { 'if-match': version });
    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).toBe('"4"');
    expect(seen.ifMatch).toBe(3);
  });

  test.each(['*', 'abc', '"3", "4"', '0', '-1'])('refuses If-Match %s', async (version) => {
    const response = await send('PUT', `/notes/${NOTE_ID}`, { title: 'neu' }, { 'if-match': version });
    expect(await problem(response)).toMatchObject({
      status: 400,
      code: 'invalid-request',
      errors: [{ path: '/headers/if-match' }],
    });
  });

  test('answers 428, 412 and 409 as the service says, with what it says', async () => {
    const without = await send('PUT', `/notes/${NOTE_ID}`, { title: 'neu' });
    expect(await problem(without)).toMatchObject({ status: 428, code: 'version-required' });
    const stale = await send('PUT', `/notes/${NOTE_ID}`, { title: 'neu' }, { 'if-match': '2' });
    expect(await problem(stale)).toMatchObject({ status: 412, currentVersion: 3 });
    const closed = await send('PUT', `/notes/${NOTE_ID}`, { title: 'closed' }, { 'if-match': '3' });
    expect(await problem(closed)).toMatchObject({ status: 409, allowed: ['getNote'] });
  });

  test('may repeat the path parameter in its body, but not contradict it', async () => {
    const same = await send('PUT', `/notes/${NOTE_ID}`, { id: NOTE_ID, title: 'neu' }, { 'if-match': '3' });
    expect(same.status).toBe(200);
    const other = await send('PUT', `/notes/${NOTE_ID}`, { id: 'x', title: 'neu' }, { 'if-match': '3' });
    expect(await problem(other)).toMatchObject({
      status: 400,
      errors: [{ path: '/id', rule: 'contradiction' }],
    });
  });

  test('takes no query string', async () => {
    const response = await send('POST', '/notes?title=x', { title: 'x' });
    expect(await problem(response)).toMatchObject({ errors: [{ path: '/title', rule: 'unknownField' }] });
  });

  test('with no body at all is an empty object, and the service says what is missing', async () => {
    const response = await fetch(at('/notes'), { method: 'POST', headers: writer });
    expect(await problem(response)).toMatchObject({
      status: 400,
      errors: [{ path: '/title', rule: 'required' }],
    });
  });
});

describe('a body that cannot be taken', () => {
  test.each([
    ['text/plain', 'x'],
    ['application/xml', '<x/>'],
    ['application/x-www-form-urlencoded', 'title=x'],
  ])('of type %s is refused with 415', async (type, body) => {
    const response = await send('POST', '/notes', body, { 'content-type': type });
    expect(await problem(response)).toMatchObject({ status: 415, code: 'unsupported-media-type' });
  });

  test.each([
    ['no JSON', '{'],
    ['not UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
    ['too deep', `${'['.repeat(40)}${']'.repeat(40)}`],
    ['with a polluting key', '{"__proto__":{"a":1}}'],
  ])('(%s) is refused with 400', async (_what, body) => {
    expect(await problem(await send('POST', '/notes', body))).toMatchObject({
      status: 400,
      code: 'unreadable-body',
    });
  });

  test.each([70_000, 600_000])('of %i bytes is refused with 413', async (size) => {
    const response = await send('POST', '/notes', { title: 'x'.repeat(size) });
    expect(await problem(response)).toMatchObject({ status: 413, code: 'body-too-large' });
  });

  test('that is no object is refused, with and without path parameters', async () => {
    expect(await problem(await send('POST', '/notes', '[]'))).toMatchObject({
      status: 400,
      errors: [{ path: '' }],
    });
    const put = await send('PUT', `/notes/${NOTE_ID}`, '[]', { 'if-match': '3' });
    expect(await problem(put)).toMatchObject({ status: 400, errors: [{ path: '', rule: 'type' }] });
  });
});

describe('a query over HTTP', () => {
  const asked = async (response: Response) =>
    JSON.parse(((await response.json()) as { asked: string }).asked);

  test('coerces its parameters to the declared types', async () => {
    const response = await read('/notes?q=%E6%B0%B4+%E5%8A%A1&limit=5&score=0.5&open=true&tags=a&tags=b');
    expect(await asked(response)).toEqual({ q: '水 务', limit: 5, score: 0.5, open: true, tags: ['a', 'b'] });
    expect(await asked(await read('/notes?tags=a&q=5'))).toEqual({ tags: ['a'], q: '5' });
  });

  test.each([
    ['limit=many', '/limit', 'type'],
    ['limit=', '/limit', 'type'],
    ['open=yes', '/open', 'type'],
    ['colour=red', '/colour', 'unknownField'],
    ['limit=1&limit=2', '/limit', 'repeated'],
  ])('refuses ?%s', async (queryString, path, rule) => {
    expect(await problem(await read(`/notes?${queryString}`))).toMatchObject({
      status: 400,
      code: 'invalid-request',
      errors: [{ path, rule }],
    });
  });

  test('decodes %2F in a path parameter to a slash', async () => {
    expect(await (await read('/note-codes/3070%2F000001')).json()).toEqual({ asked: '3070/000001' });
    expect(await (await read('/note-codes/%E6%B0%B4%25')).json()).toEqual({ asked: '水%' });
  });

  test.each(['/note-codes/%zz', '/note-codes/%E6%B0', '/notes?q=%zz', '/notes?q=%E6'])(
    'refuses the malformed percent-encoding of %s',
    async (path) => {
      const response = await raw('GET', path);
      expect(response.status).toBe(400);
      expect(JSON.parse(response.body)).toMatchObject({ code: 'invalid-request' });
    },
  );

  test('answers 304 when the reader has the version', async () => {
    const first = await read(`/notes/${NOTE_ID}`);
    expect(first.headers.get('etag')).toBe('"3"');
    const same = await read(`/notes/${NOTE_ID}`, { 'if-none-match': 'W/"2", "3"' });
    expect(same.status).toBe(304);
    expect(await same.text()).toBe('');
    expect((await read(`/notes/${NOTE_ID}`, { 'if-none-match': '"2"' })).status).toBe(200);
  });

  test('has its façades: another media type, a cache header, the rest of a path', async () => {
    const csv = await read('/notes.csv?limit=2');
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('cache-control')).toBe('private, max-age=5');
    expect(await csv.text()).toBe('asked\r\n{"limit":2}\r\n');
    expect(await (await read('/files/a/b%20c')).text()).toBe('a/b c');
  });
});

describe('the caller', () => {
  test('without a token gets 401 with a challenge, in the language asked for', async () => {
    const response = await fetch(at(`/notes/${NOTE_ID}`), { headers: { 'accept-language': 'en' } });
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await problem(response)).toMatchObject({
      status: 401,
      code: 'unauthenticated',
      title: 'Not signed in, or the token is not valid',
    });
  });

  test.each(['Bearer x.y.z', 'Basic dTpw', 'Bearer'])(
    'with the authorization %s gets 401',
    async (authorization) => {
      const response = await fetch(at('/city'), { headers: { authorization } });
      expect(response.headers.get('www-authenticate')).toContain('invalid_token');
      expect((await problem(response)).code).toBe('unauthenticated');
    },
  );

  test('without the role gets 403 from the service', async () => {
    const authorization = `Bearer ${await city.token({ roles: [] })}`;
    expect((await problem(await send('POST', '/notes', { title: 'x' }, { authorization }))).code).toBe(
      'forbidden',
    );
  });

  test('needs no token where anyone may call', async () => {
    expect((await fetch(at('/city'))).status).toBe(200);
  });
});

describe('what goes wrong', () => {
  test('in a declared way is the problem of the service, with its trace', async () => {
    const response = await send('POST', '/notes', { title: 'locked' });
    const detail = await problem(response);
    expect(detail).toMatchObject({ status: 409, code: 'note-locked', title: '便签已锁定' });
    expect(detail.traceId).toBe(response.headers.get('x-trace-id'));
  });

  test('in an undeclared way shows nothing but a trace id', async () => {
    const response = await send('POST', '/notes', { title: 'defect' });
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(JSON.parse(text)).toMatchObject({ code: 'internal-error', traceId: expect.any(String) });
    expect(text).not.toContain('secret');
  });

  test('by taking longer than the operation allows is 503 with Retry-After', async () => {
    const response = await send('POST', '/pauses', { milliseconds: 1_500 });
    expect(response.headers.get('retry-after')).toBe('1');
    expect((await problem(response)).code).toBe('service-unavailable');
  });

  test('by asking for an unknown address is 404', async () => {
    expect(await problem(await read('/nothing/here'))).toMatchObject({ status: 404, code: 'not-found' });
    expect(await problem(await read('/nothing/here', { accept: 'text/html' }))).toMatchObject({
      status: 404,
    });
  });

  test('by a method that the address does not take is 405 with Allow', async () => {
    const response = await send('DELETE', `/notes/${NOTE_ID}`, {});
    expect(response.headers.get('allow')).toBe('GET, HEAD, PUT, OPTIONS');
    expect(await problem(response)).toMatchObject({ status: 405, code: 'method-not-allowed' });
    expect((await send('POST', '/health/live', {})).status).toBe(405);
    expect((await send('PUT', '/events', {})).status).toBe(405);
  });

  test('never shows a stack', async () => {
    for (const path of ['/notes?limit=x', '/nothing', '/note-codes/%zz']) {
      expect((await raw('GET', path)).body).not.toMatch(/node_modules|\bat .*:\d+:\d+/);
    }
  });
});

describe('HEAD and OPTIONS', () => {
  test('HEAD is GET without a body', async () => {
    const response = await fetch(at(`/notes/${NOTE_ID}`), { method: 'HEAD', headers: writer });
    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).toBe('"3"');
    expect(await response.text()).toBe('');
    const events = await fetch(at('/events'), { method: 'HEAD', headers: writer });
    expect(events.headers.get('content-type')).toContain('text/event-stream');
    expect(await events.text()).toBe('');
  });

  test('OPTIONS names the methods, and grants nothing to other origins', async () => {
    const response = await fetch(at(`/notes/${NOTE_ID}`), {
      method: 'OPTIONS',
      headers: { origin: 'http://evil.example' },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('allow')).toBe('GET, HEAD, PUT, OPTIONS');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('limits', () => {
  test('refuse a caller beyond its requests a minute, by token, and no other', async () => {
    const narrow = await city.gateway({ RATE_LIMIT_PER_MINUTE: '5' });
    const other = { authorization: `Bearer ${await city.token({ sub: 'person:2' })}` };
    const get = (headers: Record<string, string>) => fetch(`${narrow.url}/notes/${NOTE_ID}`, { headers });
    const statuses: number[] = [];
    for (let n = 0; n < 6; n++) statuses.push((await get(writer)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    const refused = await get(writer);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await problem(refused)).code).toBe('rate-limited');
    expect((await get(other)).status).toBe(200);
    for (let n = 0; n < 8; n++) expect((await fetch(`${narrow.url}/health/live`)).status).toBe(200);
    await narrow.stop();
  });

  test('refuse too many tries to sign in, by address and account', async () => {
    const narrow = await city.gateway({}, { limits: { signInsPerMinute: 3 } });
    const signIn = (account: string) =>
      fetch(`${narrow.url}/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ account }),
      });
    const statuses: number[] = [];
    for (let n = 0; n < 4; n++) statuses.push((await signIn('li')).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    expect((await problem(await signIn('li'))).code).toBe('rate-limited');
    expect((await signIn('wang')).status).toBe(200);
    await narrow.stop();
  });
});

describe('health and metrics', () => {
  test('ready only when every service is, and the seeds are loaded', async () => {
    const fresh = await city.gateway({}, { limits: { readyCacheMs: 0 } });
    const ready = async () => {
      const response = await fetch(`${fresh.url}/health/ready`);
      return { status: response.status, body: await response.json() };
    };
    expect(await ready()).toMatchObject({ status: 200, body: { ready: true, seeds: { ready: true } } });
    seeded = false;
    expect(await ready()).toMatchObject({ status: 503, body: { seeds: { ready: false } } });
    seeded = true;
    healthy = false;
    expect(await ready()).toMatchObject({
      status: 503,
      body: { services: { sample: { ready: false, detail: 'mongodb' }, identity: { ready: true } } },
    });
    healthy = true;
    expect((await fetch(`${fresh.url}/health/live`)).status).toBe(200);
    await fresh.stop();
  });

  test('metrics hold requests by operation, the figures of the services, and the readers of the feed', async () => {
    await read(`/notes/${NOTE_ID}`);
    const text = await (await fetch(at('/metrics'))).text();
    expect(text).toMatch(
      /citybrain_http_request_seconds_count\{operation="sample.getNote",method="GET",status="200"\} \d+/,
    );
    expect(text).toMatch(
      /citybrain_operation_requests_total\{service="sample",instance="\w+",operation="getNote"\} [1-9]/,
    );
    expect(text).toContain('citybrain_event_feed_connections 0');
    expect(text).toContain('process_cpu_seconds_total');
  });

  test('the overview tells everybody who signed in what works, and operators the figures too', async () => {
    const anonymous = await fetch(at('/platform/gateway/overview'));
    expect([anonymous.status, (await problem(anonymous)).code]).toEqual([401, 'unauthenticated']);
    const look = async (roles: string[]) => {
      const token = await city.token({ roles });
      return (await read('/platform/gateway/overview', { authorization: `Bearer ${token}` })).json();
    };
    healthy = false;
    const plain = (await look(['writer'])) as CityOverview;
    healthy = true;
    expect(plain.ready).toBe(false);
    expect(plain.services).toEqual([
      { name: 'identity', title: TestIdentity.title, status: 'ready' },
      { name: 'sample', title: Sample.title, status: 'notReady' },
    ]);
    expect(plain.gateway).toBeUndefined();

    await read(`/notes/${NOTE_ID}`);
    await read('/notes/not-an-id');
    const whole = (await look(['platform.operator'])) as CityOverview;
    expect(whole.ready).toBe(true);
    expect(Date.now() - Date.parse(whole.at)).toBeLessThan(10_000);
    const sample = whole.services.find(({ name }) => name === 'sample');
    expect(sample?.detail).toMatchObject({ instances: 1, figures: { memoryBytes: 1, deadLetters: 2 } });
    expect(sample?.detail?.requests).toBeGreaterThan(0);
    expect(sample?.detail?.meanMs).toBeGreaterThan(0);
    const { requests, refused, p50 = 0, p95 = 0 } = sample?.detail?.http ?? { requests: 0, refused: 0 };
    expect(requests).toBeGreaterThan(refused);
    expect(refused).toBeGreaterThan(0);
    expect(p50).toBeGreaterThan(0);
    expect(p95).toBeGreaterThanOrEqual(p50);
    expect(whole.gateway?.memoryBytes).toBeGreaterThan(20_000_000);
    expect(whole.gateway?.http.requests).toBeGreaterThanOrEqual(requests);
  });
});

describe('pages', () => {
  test('documents and their pages are served, under a policy that lets them work', async () => {
    expect(await (await read('/openapi.json')).json()).toMatchObject({ openapi: '3.1.0' });
    expect(await (await read('/asyncapi.json')).json()).toMatchObject({ asyncapi: '3.0.0' });
    for (const path of ['/docs', '/docs/swagger-ui-init.js', '/docs/swagger-ui-bundle.js', '/asyncapi']) {
      expect([path, (await read(path)).status]).toEqual([path, 200]);
    }
    const page = await (await read('/asyncapi')).text();
    for (const [, asset] of page.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect([asset, (await read(String(asset))).status]).toEqual([asset, 200]);
    }
    expect((await read('/asyncapi/assets/package.json')).status).toBe(404);
    const policy = (await read('/docs')).headers.get('content-security-policy');
    expect(policy).toContain("script-src 'self';");
    expect((await read('/asyncapi')).headers.get('content-security-policy')).toContain("'unsafe-eval'");
  });

  test('/ leads to the API page while the console is not built', async () => {
    const response = await read('/');
    expect([response.status, response.headers.get('location')]).toEqual([302, '/docs']);
  });

  test('the console is served with its pages, and never in place of the API', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'citybrain-console-'));
    await mkdir(join(dir, 'assets'));
    await writeFile(join(dir, 'index.html'), '<title>console</title>');
    await writeFile(join(dir, 'assets', 'app-1a2b.js'), 'export {};');
    const withConsole = await city.gateway({ CONSOLE_DIR: dir });
    const page = (path: string, accept = 'text/html') =>
      fetch(withConsole.url + path, { headers: { accept } });
    expect(await (await page('/')).text()).toContain('console');
    const deep = await page('/entries/123');
    expect(deep.status).toBe(200);
    expect(deep.headers.get('content-type')).toContain('text/html');
    expect(deep.headers.get('cache-control')).toBe('no-cache');
    expect((await page('/entries/123', 'application/json')).status).toBe(404);
    expect((await page('/notes/unknown/below')).status).toBe(404);
    expect((await page('/assets/gone.js')).status).toBe(404);
    expect((await page('/assets/app-1a2b.js')).headers.get('cache-control')).toContain('immutable');
    expect((await page('/..%2f..%2fetc/passwd')).status).not.toBe(500);
    expect((await fetch(`${withConsole.url}/notes`, { method: 'DELETE' })).status).toBe(405);
    await withConsole.stop();
  });
});

describe('the live feed', () => {
  const PUBLISHED = Sample.events.published.subject;
  const DRAFTED = Sample.events.drafted.subject;
  const readers: SseReader[] = [];
  const follow = async (queryString = '', headers: Record<string, string> = {}, base = gateway.url) => {
    const reader = await SseReader.open(`${base}/events${queryString}`, { ...writer, ...headers });
    readers.push(reader);
    return reader;
  };
  const publishMany = async (count: number) => {
    const sequences: number[] = [];
    for (let n = 0; n < count; n++) sequences.push(await city.publish(PUBLISHED, {}));
    return sequences;
  };
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

  afterAll(() => {
    for (const reader of readers) reader.close();
  });

  test('is only for those signed in, and only for requests it understands', async () => {
    expect((await fetch(at('/events'))).status).toBe(401);
    for (const queryString of [
      '?types=sample.nothing',
      '?subject=x',
      '?after=-1',
      '?from=3',
      '?after=1&after=2',
    ]) {
      expect((await problem(await read(`/events${queryString}`))).code).toBe('invalid-request');
    }
    const badId = await read('/events', { 'last-event-id': 'x' });
    expect((await problem(badId)).errors).toMatchObject([{ path: '/headers/last-event-id' }]);
  });

  test('begins with new events, named and numbered, with the event as data', async () => {
    await city.publish(PUBLISHED, { data: { title: '旧' } });
    const reader = await follow();
    expect(reader.response.headers.get('content-type')).toContain('text/event-stream');
    const sequence = await city.publish(PUBLISHED, { data: { title: '新' } });
    await reader.until(() => reader.messages.length > 0);
    expect(reader.messages[0]).toMatchObject({ id: sequence, event: 'sample.published' });
    expect(JSON.parse(reader.messages[0]?.data ?? '')).toMatchObject({
      specversion: '1.0',
      data: { title: '新' },
    });
  });

  test('shows each caller what the contract lets them see', async () => {
    const own = await follow();
    const foreign = await follow('', {
      authorization: `Bearer ${await city.token({ org: '123', roles: [] })}`,
    });
    const reviewer = await follow('', {
      authorization: `Bearer ${await city.token({ org: '123', roles: ['reviewer'] })}`,
    });
    const draft = await city.publish(DRAFTED, {});
    const everybody = await city.publish(PUBLISHED, {});
    for (const reader of [own, foreign, reviewer]) await reader.until(() => reader.ids.includes(everybody));
    expect(own.ids).toEqual([draft, everybody]);
    expect(reviewer.ids).toEqual([draft, everybody]);
    expect(foreign.ids).toEqual([everybody]);
  });

  test('filters by type and by subject', async () => {
    const byType = await follow('?types=sample.drafted');
    const bySubject = await follow('?subject=note/42&types=sample.drafted,sample.published');
    const draft = await city.publish(DRAFTED, {});
    const other = await city.publish(PUBLISHED, { subject: 'note/42' });
    await byType.until(() => byType.ids.includes(draft));
    await bySubject.until(() => bySubject.ids.includes(other));
    expect(byType.ids).toEqual([draft]);
    expect(bySubject.ids).toEqual([other]);
  });

  test('resumes from memory and, further back, from the stream: no gap, nothing twice, while events keep coming', async () => {
    const small = await city.gateway({}, { limits: { feedRing: 8 } });
    const watcher = await follow('', {}, small.url);
    const [first = 0] = await publishMany(40);
    await watcher.until(() => watcher.messages.length === 40);
    const going = publishMany(60);
    const resumed = await Promise.all([
      follow(`?after=${first - 1}`, {}, small.url),
      follow('', { 'last-event-id': String(first + 10) }, small.url),
      follow(`?after=${first + 35}`, {}, small.url),
      follow(`?after=1`, { 'last-event-id': String(first + 38) }, small.url),
    ]);
    const last = (await going).at(-1) ?? 0;
    for (const reader of [watcher, ...resumed]) await reader.until(() => reader.ids.at(-1) === last);
    expect(watcher.ids).toEqual(range(first, last));
    expect(resumed.map((reader) => reader.ids)).toEqual([
      range(first, last),
      range(first + 11, last),
      range(first + 36, last),
      range(first + 39, last),
    ]);
    await small.stop();
  });

  test('resumes from the stream after the gateway itself was started anew', async () => {
    const reader = await follow();
    const before = reader.lastId;
    const sequences = await publishMany(5);
    const next = await city.gateway();
    const resumed = await follow('', { 'last-event-id': String(before) }, next.url);
    await resumed.until(() => resumed.messages.length === 5);
    expect(resumed.ids).toEqual(sequences);
    await next.stop();
  });

  test('goes on when the server has lost its consumer', async () => {
    const reader = await follow();
    const manager = await jetstreamManager(city.operator);
    for await (const { name } of manager.consumers.list(EVENT_STREAM)) {
      await manager.consumers.delete(EVENT_STREAM, name);
    }
    const sequences = await publishMany(3);
    await reader.until(() => reader.messages.length === 3);
    expect(reader.ids).toEqual(sequences);
  });

  test('takes a sequence beyond the stream for one of an older stream, and begins at the beginning', async () => {
    const reader = await follow('?after=999999999');
    await reader.until(() => reader.messages.length > 0);
    expect(reader.ids[0]).toBe(1);
  });

  test('ends with token-expired when the token does', async () => {
    const reader = await follow('', { authorization: `Bearer ${await city.token({ expiresIn: 1 })}` });
    await reader.until(() => reader.ended, 3_000);
    expect(reader.messages.at(-1)?.event).toBe('token-expired');
  });

  test('beats, and its beat moves the id past events of others', async () => {
    const beating = await city.gateway({}, { limits: { heartbeatMs: 50 } });
    const reader = await follow('?types=sample.drafted', {}, beating.url);
    const sequence = await city.publish(PUBLISHED, {});
    await reader.until(() => reader.lastId === sequence);
    expect(reader.text).toContain(': heartbeat');
    expect(reader.messages).toEqual([]);
    await beating.stop();
  });

  test('takes a bounded number of readers', async () => {
    const narrow = await city.gateway({}, { limits: { feedConnections: 2 } });
    const first = await follow('', {}, narrow.url);
    await follow('', {}, narrow.url);
    const third = await fetch(`${narrow.url}/events`, { headers: writer });
    expect(third.headers.get('retry-after')).toBe('5');
    expect((await problem(third)).code).toBe('service-unavailable');
    first.close();
    await first.until(() => first.ended);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await follow('', {}, narrow.url)).response.status).toBe(200);
    await narrow.stop();
  });

  test('cuts a reader that does not keep up, and lets it resume', async () => {
    const narrow = await city.gateway({}, { limits: { feedBufferBytes: 64 * 1024 } });
    const sleeper = await new Promise<{ ended: () => boolean; destroy: () => void }>((resolve, reject) => {
      const sent = httpRequest(`${narrow.url}/events`, { headers: writer }, (response) => {
        let ended = false;
        response.pause();
        response.socket.on('close', () => {
          ended = true;
        });
        response.on('error', () => undefined);
        resolve({ ended: () => ended, destroy: () => sent.destroy() });
      });
      sent.on('error', reject);
      sent.end();
    });
    const keeper = await follow('', {}, narrow.url);
    const before = keeper.lastId;
    const title = 'x'.repeat(500_000);
    for (let n = 0; n < 20; n++) await city.publish(PUBLISHED, { data: { title } });
    await keeper.until(() => keeper.messages.length >= 1 || keeper.ended, 5_000);
    const metrics = async () => (await fetch(`${narrow.url}/metrics`)).text();
    const limit = Date.now() + 5_000;
    while (!/connections [01]\n/.test(await metrics()) && Date.now() < limit);
    expect(await metrics()).toMatch(/connections [01]\n/);
    sleeper.destroy();
    const resumed = await follow('', { 'last-event-id': String(before) }, narrow.url);
    await resumed.until(() => resumed.messages.length > 0);
    expect(resumed.ids[0]).toBe(before + 1);
    await narrow.stop();
  });
});

describe('stopping', () => {
  test('finishes requests under way, ends feeds with a pause to come back after, and takes nothing new', async () => {
    const leaving = await city.gateway();
    const reader = await SseReader.open(`${leaving.url}/events`, writer);
    const slow = fetch(`${leaving.url}/pauses`, {
      method: 'POST',
      headers: { ...writer, 'content-type': 'application/json' },
      body: '{"milliseconds":400}',
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const began = Date.now();
    const stopped = leaving.stop();
    expect((await slow).status).toBe(200);
    await stopped;
    expect(Date.now() - began).toBeLessThan(2_000);
    expect(reader.ended).toBe(true);
    expect(reader.text.trimEnd().endsWith('retry: 2000')).toBe(true);
    await expect(fetch(`${leaving.url}/health/live`)).rejects.toThrow();
  });
});
