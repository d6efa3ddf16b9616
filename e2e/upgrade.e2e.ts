import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { backUp } from '../apps/launcher/src/backup/backup.js';
import { restore } from '../apps/launcher/src/backup/restore.js';
import { cityHome } from '../apps/launcher/src/city/home.js';
import { type RunningCity, startCity } from '../apps/launcher/src/city/start-city.js';
import { archiveOf, type PastCity, type PastCommand, pastCity } from './upgrade/fixture.js';

/** Releases whose data must open in this one; the newest of each kind, made by upgrade/make-fixture.mjs. */
const RELEASES = ['0.1.0'];

const EDITOR = 'water.editor';

describe.each(RELEASES)('the data of release %s in this release', (release) => {
  let home: string;
  let past: PastCity;
  let city: RunningCity;
  let env: NodeJS.ProcessEnv;
  const tokens = new Map<string, string>();
  const lines: string[] = [];

  beforeAll(async () => {
    past = await pastCity(release);
    home = await mkdtemp(join(tmpdir(), 'citybrain-upgrade-'));
    const { MONGODB_URI: _uri, NATS_URL: _url, ...surroundings } = process.env;
    env = { ...surroundings, CITY_ID: past.cityId };
    await restore({
      ...{ home: cityHome(home), root: process.cwd(), env, file: archiveOf(release), force: false },
      progress: () => undefined,
    });
    city = await startCity({ home, port: 0, mode: 'single', env, onProgress: (line) => lines.push(line) });
  }, 120_000);

  afterAll(async () => {
    await city?.stop();
    if (home) await rm(home, { recursive: true, force: true });
  });

  async function ask(
    method: string,
    path: string,
    options: { as?: string; body?: object; key?: string; version?: number } = {},
  ) {
    const { as, body, key, version } = options;
    const response = await fetch(city.gatewayUrl + path, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(as && { authorization: `Bearer ${await tokenOf(as)}` }),
        ...(key && { 'idempotency-key': key }),
        ...(version && { 'if-match': `"${version}"` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, reply: (await response.json()) as Record<string, never> };
  }

  async function tokenOf(account: string): Promise<string> {
    const known = tokens.get(account);
    if (known) return known;
    const password =
      account === 'operator'
        ? city.secrets.bootstrapOperatorSecret
        : past.accounts.find((each) => each.account === account)?.password;
    const signIn = () =>
      fetch(`${city.gatewayUrl}/identity/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ account, password }),
      });
    let response = await signIn();
    // A slow hash on a busy machine: the gateway may say "later", as to anybody.
    for (let tries = 0; response.status === 503 && tries < 8; tries++) {
      await response.body?.cancel();
      await sleep(500 * (tries + 1));
      response = await signIn();
    }
    const { accessToken } = (await response.json()) as { accessToken: string };
    expect([account, response.status]).toEqual([account, 200]);
    tokens.set(account, accessToken);
    return accessToken;
  }

  const editorOf = (organisation: string): string =>
    String(
      past.people.find(
        (person) =>
          person.organisation === organisation && (person.roles as string[]).includes('catalog.editor'),
      )?.account,
    );

  const again = ({ as, method, path, body, key, version }: PastCommand) =>
    ask(method, path, { as, body, key, ...(version && { version }) });

  async function all(path: string, as: string): Promise<Record<string, unknown>[]> {
    const items: Record<string, unknown>[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const { reply } = await ask(
        'GET',
        `${path}?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
        { as },
      );
      items.push(...(reply.items as unknown as Record<string, unknown>[]));
      cursor = reply.next as string | undefined;
    }
    return items;
  }

  it('publishes the events again, and the seeds are known to be there', () => {
    expect(lines.find((line) => line.startsWith('Restored data'))).toMatch(/[1-9]\d* events published again/);
    expect(lines.find((line) => line.startsWith('Seeds'))).toMatch(/already loaded/);
  });

  it('lets every person sign in with the old password', async () => {
    const left = past.accounts.map(({ account }) => account);
    const lane = async () => {
      for (let account = left.pop(); account !== undefined; account = left.pop()) await tokenOf(account);
    };
    await Promise.all(Array.from({ length: 2 }, lane));
    expect(tokens.size).toBeGreaterThanOrEqual(past.accounts.length);
  }, 300_000); // a slow hash for each of them: 5 s on a quiet machine

  it('shows every person and organisation as before', async () => {
    const people = await all('/identity/people', 'operator');
    expect(people.length).toBe(past.people.length);
    const byAccount = new Map(people.map((person) => [person.account, person]));
    for (const person of past.people) expect(byAccount.get(person.account)).toMatchObject(person);
    const organisations = await all('/identity/organisations', EDITOR);
    for (const [index, organisation] of past.organisations.entries())
      expect(organisations[index]).toMatchObject(organisation);
    const { reply } = await ask('GET', '/catalog/classifications', { as: EDITOR });
    expect((reply.items as unknown as unknown[]).length).toBe(past.classifications);
  });

  it('shows every entry with its content, codes and history as before', async () => {
    expect(new Set(past.entries.map(({ entry }) => entry.publishState))).toEqual(
      new Set(['draft', 'submitted', 'deptApproved', 'published', 'rejected']),
    );
    for (const { entry, history } of past.entries) {
      const { reply } = await ask('GET', `/catalog/entries/${entry.id}`, { as: EDITOR });
      expect(reply).toMatchObject(entry);
      // Who has worked on an entry is told to its own department only.
      const as = editorOf(entry.provider.code);
      const walked = await ask('GET', `/catalog/entries/${entry.id}/history`, { as });
      const steps = walked.reply.steps as unknown as Record<string, unknown>[];
      expect(steps.length).toBe(history.steps.length);
      for (const [index, step] of history.steps.entries()) expect(steps[index]).toMatchObject(step);
      for (const { code } of entry.codes) {
        const byCode = await ask('GET', `/catalog/codes/${encodeURIComponent(code)}`, { as: EDITOR });
        expect(byCode.reply).toMatchObject({ id: entry.id });
      }
    }
  });

  it('counts and finds the same', async () => {
    const { reply } = await ask('GET', '/catalog/overview', { as: EDITOR });
    expect(reply).toMatchObject(past.overview);
    for (const { q, ids } of past.search) {
      const found = await all('/catalog/entries', EDITOR).then((rows) => rows.length);
      expect(found).toBeGreaterThan(0);
      const page = await ask('GET', `/catalog/entries?limit=100&q=${encodeURIComponent(q)}`, { as: EDITOR });
      const items = page.reply.items as unknown as { id: string }[];
      expect(items.map(({ id }) => id).sort()).toEqual(ids);
    }
  });

  it('answers the old idempotency keys as then', async () => {
    for (const command of past.commands) {
      const { status, reply } = await again(command);
      expect([command.path, status]).toEqual([
        command.path,
        command.method === 'POST' && command.path === '/catalog/entries' ? 201 : 200,
      ]);
      expect(reply).toMatchObject(command.reply);
    }
  });

  it('takes new commands on old entries, and new codes follow the old ones', async () => {
    const title = '升级测试 deptApproved';
    const old = past.entries.find(
      ({ entry }) => (entry.fields as { title?: string })?.title === title,
    )?.entry;
    const { status, reply } = await ask('POST', `/catalog/entries/${old?.id}/publish`, {
      ...{ as: 'bigdata.publisher', body: {}, key: 'after-the-upgrade' },
    });
    expect([status, reply.publishState]).toEqual([200, 'published']);
    const codes = (reply.codes as unknown as { code: string }[]).map(({ code }) => code);
    const before = new Set(past.entries.flatMap(({ entry }) => entry.codes.map(({ code }) => code)));
    expect(codes.length).toBeGreaterThan(0);
    expect(codes.filter((code) => before.has(code))).toEqual([]);
    const walked = await ask('GET', `/catalog/entries/${old?.id}/history`, { as: EDITOR });
    expect((walked.reply.steps as unknown as unknown[]).length).toBeGreaterThan(
      past.entries.find(({ entry }) => entry.id === old?.id)?.history.steps.length ?? 0,
    );
  });

  it('has noted every migration in every database, and none is left half done', async () => {
    const client = await MongoClient.connect(city.mongoUri);
    try {
      for (const service of ['identity', 'data-catalog']) {
        const db = client.db(`${past.cityId}_${service}`);
        expect(await db.collection('migrations').countDocuments({ state: { $ne: 'done' } })).toBe(0);
      }
    } finally {
      await client.close();
    }
  });

  it('can be backed up while it runs; nothing that is sealed now stands in it in plain', async () => {
    const file = join(home, 'upgraded.cbk');
    const report = await backUp({
      ...{ home: cityHome(home), root: process.cwd(), env, file, progress: () => undefined },
    });
    expect(report.end.collections.map(({ service, name }) => `${service}.${name}`)).toEqual(
      expect.arrayContaining(['identity.person', 'data-catalog.entry', 'data-catalog.events']),
    );
    const packed = await readFile(file);
    expect(packed.length).toBe(report.bytes);
    // The backup holds every document: nothing in it is plain that this release seals.
    const bytes = gunzipSync(packed);
    const names = past.people.flatMap(({ account, name }) => [account, (name as { zh: string }).zh]);
    expect(names.filter((name) => bytes.includes(`\0${String(name)}\0`))).toEqual([]);
    const before = gunzipSync(await readFile(archiveOf(release)));
    expect(names.filter((name) => !before.includes(`\0${String(name)}\0`))).toEqual([]);
  });
});
