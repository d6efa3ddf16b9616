import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { DataCatalog } from '#contracts/data-catalog';
import { Identity } from '#contracts/identity';
import type { Principal } from '#libs/access';
import type { ServiceContract } from '#libs/contract-kit';
import type { RunningService } from '#libs/service-host';
import { eventually, TestCity } from '#libs/testing';
import DataCatalogModule from '../../data-catalog/src/data-catalog.module.js';
import { setUpDesk } from '../../data-catalog/test/desk.js';
import type { RunningGateway } from '../../gateway/src/start-gateway.js';
import { loadRequiredEsModules } from '../../gateway/test/esm-under-jest.js';
import IdentityModule from '../../identity/src/identity.module.js';
import type { FlowMessage, TraceFlow } from '../contract/flow.dto.js';
import { Telemetry } from '../contract/index.js';
import TelemetryModule from '../src/telemetry.module.js';
import { as, operator } from './telling.js';

const CONTRACTS = [Identity, DataCatalog, Telemetry];

let city: TestCity;
let gateway: RunningGateway;
let catalog: RunningService;
let telemetry: RunningService;

beforeAll(async () => {
  await loadRequiredEsModules();
  const { startGateway } = await import('../../gateway/src/start-gateway.js');
  city = await TestCity.start(CONTRACTS);
  telemetry = await city.serve('telemetry', TelemetryModule);
  await city.serve('identity', IdentityModule);
  catalog = await city.serve('data-catalog', DataCatalogModule);
  gateway = await startGateway({
    environment: { ...city.environment('gateway'), GATEWAY_PORT: '0' },
    contracts: CONTRACTS as unknown as ServiceContract[],
    logger: pino({ level: 'silent' }),
  });
});

afterAll(async () => {
  await gateway?.stop();
  await city?.stop();
});

/** Sends a request as a user does; the trace id is that of the answer. */
async function send(
  method: string,
  path: string,
  caller: Principal | undefined,
  body?: object,
  headers = {},
) {
  const response = await fetch(gateway.url + path, {
    method,
    headers: {
      ...headers,
      ...(caller && { authorization: `Bearer ${await city.token(caller)}` }),
      ...(body && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const reply = (await response.json()) as Record<string, unknown>;
  return { status: response.status, reply, traceId: response.headers.get('x-trace-id') ?? '' };
}

async function flowOf(traceId: string, caller = operator()): Promise<TraceFlow> {
  return (await as(city.target, caller)).getTrace({ traceId });
}

const names = (flow: TraceFlow) => new Map(flow.participants.map(({ id, name }) => [id, name]));

/** `gateway → data-catalog data-catalog.registerEntry`, one for each message. */
function told(flow: TraceFlow): string[] {
  const name = names(flow);
  return flow.messages.map(({ from, to, name: what }) => `${name.get(from)} → ${name.get(to)} ${what}`);
}

const find = (flow: TraceFlow, wanted: Partial<FlowMessage>): FlowMessage | undefined =>
  flow.messages.find((message) =>
    Object.entries(wanted).every(([key, value]) => message[key as keyof FlowMessage] === value),
  );

const REGISTERED = 'city.evt.data-catalog.entry-registered.v1';

async function editorWithEntry() {
  const desk = await setUpDesk(city.target);
  const caller: Principal = {
    subject: `person:${randomUUID()}`,
    name: '王小明',
    roles: ['catalog.editor'],
    organisation: desk.organisation,
  };
  return { desk, caller };
}

describe('the flow of a command', () => {
  it('goes from the caller over gateway and service to the event and its consumer', async () => {
    const { desk, caller } = await editorWithEntry();
    const { status, traceId } = await send('POST', '/catalog/entries', caller, desk.fields());
    expect(status).toBe(201);
    const flow = await eventually(async () => {
      const found = await flowOf(traceId);
      expect(find(found, { kind: 'deliver', consumer: 'overview' })).toBeDefined();
      expect(find(found, { kind: 'publish' })).toBeDefined();
      expect(find(found, { address: 'POST /catalog/entries' })).toBeDefined();
      return found;
    });
    expect(flow.complete).toBe(true);
    expect(told(flow)).toEqual(
      expect.arrayContaining([
        'person → gateway data-catalog.registerEntry',
        'gateway → data-catalog data-catalog.registerEntry',
        `data-catalog → EVENTS ${REGISTERED}`,
        `EVENTS → data-catalog ${REGISTERED}`,
      ]),
    );
    expect(told(flow).some((line) => line.startsWith('data-catalog → identity identity.'))).toBe(true);
    const http = find(flow, { address: 'POST /catalog/entries' });
    expect(http).toMatchObject({ number: 1, outcome: 'ok', status: 201, actor: caller.subject, at: 0 });
    const call = find(flow, { address: DataCatalog.operations.registerEntry.subject });
    expect(call).toMatchObject({ number: 2, cause: 1, outcome: 'ok', status: 200, actor: caller.subject });
    expect(call?.ms).toBeLessThanOrEqual(http?.ms ?? 0);
    const publish = find(flow, { kind: 'publish' });
    expect(publish).toMatchObject({ cause: call?.number, outcome: 'ok' });
    expect(find(flow, { kind: 'deliver', consumer: 'overview' })).toMatchObject({
      cause: publish?.number,
      event: publish?.event,
      attempt: 1,
      outcome: 'ok',
    });
    expect(flow.mermaid).toContain('POST /catalog/entries');
  });

  it('shows a refusal with its status and code at each hop, and is found by it', async () => {
    const { desk, caller } = await editorWithEntry();
    const { reply } = await send('POST', '/catalog/entries', caller, desk.fields());
    const refused = await send(
      'POST',
      `/catalog/entries/${String(reply.id)}/approve`,
      {
        ...caller,
        roles: ['catalog.approver'],
      },
      {},
    );
    expect(refused.status).toBe(409);
    expect(refused.reply.traceId).toBe(refused.traceId);
    const flow = await eventually(async () => {
      const found = await flowOf(refused.traceId);
      expect(found.messages.length).toBeGreaterThanOrEqual(2);
      return found;
    });
    for (const message of flow.messages.slice(0, 2))
      expect(message).toMatchObject({ outcome: 'refused', status: 409, code: 'not-allowed-now' });
    expect(flow.messages[0]?.address).toBe('POST /catalog/entries/:id/approve');
    const client = await as(city.target);
    await eventually(async () => {
      const { items } = await client.listTraces({ actor: caller.subject, outcome: 'refused' });
      expect(items).toHaveLength(1);
      expect(items[0]).toMatchObject({ traceId: refused.traceId, code: 'not-allowed-now', status: 409 });
    });
  });

  it('shows every try of an event that nobody could take, up to the dead letter and its replay', async () => {
    const { desk, caller } = await editorWithEntry();
    const taker = catalog.runtime.consumers.get('overview');
    const overview = catalog.runtime.database.db.collection('overview');
    const { traceId } = await (async () => {
      // The projection's own collection refuses every document: what a broken disk or a bad migration does.
      await catalog.runtime.database.db.command({ collMod: 'overview', validator: { never: true } });
      return send('POST', '/catalog/entries', caller, desk.fields());
    })();
    expect(taker).toBeDefined();
    const flow = await eventually(async () => {
      const found = await flowOf(traceId);
      expect(find(found, { outcome: 'deadLetter' })).toBeDefined();
      return found;
    }, 40_000);
    const tries = flow.messages.filter(({ consumer }) => consumer === 'overview');
    expect(tries.map(({ attempt, outcome }) => `${attempt} ${outcome}`)).toEqual([
      '1 retry',
      '2 retry',
      '3 retry',
      '4 retry',
      '5 retry',
      '6 deadLetter',
    ]);
    expect(tries.every(({ code }) => code === 'MongoServerError')).toBe(true);
    await catalog.runtime.database.db.command({ collMod: 'overview', validator: {} });
    const client = await as(city.target);
    await eventually(async () =>
      expect((await client.listTraces({ actor: caller.subject, outcome: 'deadLetter' })).items).toHaveLength(
        1,
      ),
    );
    const path = '/platform/data-catalog/dead-letters';
    const { reply } = await send('GET', path, operator());
    const [letter] = reply.items as { sequence: number }[];
    const replayed = await send('POST', `${path}/${letter?.sequence}/replay`, operator(), {});
    expect(replayed.reply).toMatchObject({ outcome: 'applied' });
    await eventually(async () => {
      const last = (await flowOf(traceId)).messages.filter(({ consumer }) => consumer === 'overview').at(-1);
      expect(last).toMatchObject({ attempt: 7, outcome: 'ok' });
    });
    expect(await overview.countDocuments()).toBeGreaterThan(0);
  }, 90_000);

  it('is shown to its caller, and to nobody else without the role', async () => {
    const { desk, caller } = await editorWithEntry();
    const { traceId } = await send('POST', '/catalog/entries', caller, desk.fields());
    await eventually(() => flowOf(traceId, caller));
    const path = `/telemetry/traces/${traceId}`;
    expect((await send('GET', path, caller)).status).toBe(200);
    const stranger = await send('GET', path, { subject: `person:${randomUUID()}`, roles: [] });
    expect([stranger.status, stranger.reply.code]).toEqual([404, 'trace-unknown']);
    expect((await send('GET', path, undefined)).status).toBe(401);
  });
});

describe('what is traced', () => {
  it('is a query only when its caller asks, by the flag of the traceparent', async () => {
    const caller = operator();
    const silent = await send('GET', '/catalog/entries', caller);
    const trace = randomUUID().replaceAll('-', '');
    const asked = await send('GET', '/catalog/entries', caller, undefined, {
      traceparent: `00-${trace}-b7ad6b7169203331-01`,
    });
    expect(asked.traceId).toBe(trace);
    const flow = await eventually(async () => {
      const found = await flowOf(trace);
      expect(found.messages).toHaveLength(2);
      return found;
    });
    expect(flow.complete).toBe(true);
    expect(flow.messages[0]?.address).toBe('GET /catalog/entries');
    await expect(flowOf(silent.traceId)).rejects.toMatchObject({ problem: { code: 'trace-unknown' } });
  });

  it('never holds what a request holds: names, accounts, passwords, texts, ids in paths', async () => {
    const marks = Array.from({ length: 4 }, () => `mark${randomUUID().replaceAll('-', '')}`);
    const [account, name, password, title] = marks as [string, string, string, string];
    const { desk, caller } = await editorWithEntry();
    await send('POST', '/identity/people', operator(), {
      account,
      name: { zh: name, en: name },
      organisation: desk.organisation,
      roles: ['catalog.editor'],
      password,
    });
    await send('POST', '/identity/sign-in', undefined, { account, password });
    await send('POST', '/identity/sign-in', undefined, { account, password: `${password}-wrong` });
    const { reply } = await send('POST', '/catalog/entries', caller, desk.fields({ title }));
    await send('POST', `/catalog/entries/${String(reply.id)}/submit?note=${name}`, caller, {});
    const last = await send('POST', `/nowhere/${account}`, caller, { name });
    await eventually(() => flowOf(last.traceId));
    const { db } = telemetry.runtime.database;
    const kept = JSON.stringify([
      await db.collection('spans').find().toArray(),
      await db.collection('traces').find().toArray(),
    ]);
    expect(kept.length).toBeGreaterThan(1_000);
    for (const mark of [...marks, '王小明', String(reply.id)]) expect(kept).not.toContain(mark);
  });
});

describe('when telemetry is away', () => {
  it('commands go on as before, and what comes after its return is told', async () => {
    const { desk, caller } = await editorWithEntry();
    await telemetry.stop();
    const away = await send('POST', '/catalog/entries', caller, desk.fields());
    expect(away.status).toBe(201);
    telemetry = await city.serve('telemetry', TelemetryModule);
    const back = await send('POST', '/catalog/entries', caller, desk.fields());
    expect(back.status).toBe(201);
    await eventually(() => flowOf(back.traceId));
  });
});
