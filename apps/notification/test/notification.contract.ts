import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataCatalog } from '#contracts/data-catalog';
import { Identity } from '#contracts/identity';
import type { Principal } from '#libs/access';
import { contractScenarios, refuses, type Scenario } from '#libs/conformance';
import type { RunningService } from '#libs/service-host';
import { eventually, TestCity, TestClock } from '#libs/testing';
import DataCatalogModule from '../../data-catalog/src/data-catalog.module.js';
import { type Desk, setUpDesk } from '../../data-catalog/test/desk.js';
import IdentityModule from '../../identity/src/identity.module.js';
import { Notification } from '../contract/index.js';
import NotificationModule from '../src/notification.module.js';
import { exampleScenarios } from './example.scenarios.js';
import { MailServer } from './mail-server.js';
import { as, notificationScenarios, somebody } from './notification.scenarios.js';
import { isSignedBy, WebhookReceiver } from './webhook-receiver.js';

const HOUR_MS = 3_600_000;
const operator: Principal = { subject: 'system:tests', roles: ['platform.operator'] };
const mails = new MailServer();
const receiver = new WebhookReceiver();
let city: TestCity;
let service: RunningService;
let hook: string;
const clock = new TestClock();

beforeAll(async () => {
  process.env.SMTP_URL = await mails.start();
  process.env.MAIL_FROM = '城市大脑 <no-reply@city.example>';
  process.env.CONSOLE_URL = 'https://city.example';
  process.env.WEBHOOK_ALLOWED_NETWORKS = '127.0.0.0/8';
  hook = await receiver.start();
  city = await TestCity.start([Identity, DataCatalog, Notification]);
  await city.serve('identity', IdentityModule);
  await city.serve('data-catalog', DataCatalogModule);
  service = await city.serve('notification', NotificationModule, clock.now);
  // A second instance, as a cluster has it: every test below holds with two.
  await city.serve('notification', NotificationModule, clock.now);
});

afterAll(async () => {
  await city?.stop();
  await Promise.all([mails.stop(), receiver.stop()]);
});

beforeEach(() => {
  receiver.received.length = 0;
  receiver.status = 204;
  receiver.echoes = true;
  receiver.beforeAnswer = async () => {};
  mails.received.length = 0;
  mails.refusesWith = 0;
});

const specify = (title: string, scenarios: readonly Scenario[]) =>
  describe(title, () => {
    for (const scenario of scenarios) it(scenario.name, () => scenario.run(city.target));
  });

specify('notification: what people are told', notificationScenarios);

/** An approver with an endpoint that is verified. */
async function approverWithHook(desk: Desk) {
  const person = { ...somebody('catalog.approver'), organisation: desk.organisation };
  const client = await as(city.target, person);
  const webhook = await client.registerWebhook({ owner: 'person', url: hook, description: '测试接口' });
  await client.verifyWebhook({ id: webhook.id });
  return { client, webhook };
}

const deliveryTo = async (target: string) => {
  const { items } = await (await as(city.target, operator)).listDeliveries({ webhook: target });
  const [only] = items;
  if (!only || items.length > 1) throw new Error(`${items.length} deliveries instead of one`);
  return only;
};

describe('notification: webhooks', () => {
  it('sends a signed message once to whom a notification concerns', async () => {
    const desk = await setUpDesk(city.target);
    const { client, webhook } = await approverWithHook(desk);
    const entry = await desk.entry('submitted');
    await eventually(() => expect(receiver.received).toHaveLength(1));
    const [message] = receiver.received;
    if (!message) throw new Error('nothing came');
    expect(isSignedBy(webhook.secret, message)).toBe(true);
    expect(isSignedBy(`whsec_${Buffer.alloc(32).toString('base64')}`, message)).toBe(false);
    expect(message.body).toMatchObject({ type: 'notification.made', data: { link: `/entries/${entry.id}` } });
    expect(
      Math.abs(Number(message.headers['webhook-timestamp']) * 1_000 - clock.now().getTime()),
    ).toBeLessThan(60_000);
    await eventually(async () => expect((await deliveryTo(webhook.id)).state).toBe('delivered'));
    const { items } = await client.listWebhooks({});
    expect(items).toMatchObject([{ id: webhook.id, state: 'active', url: hook.split('?')[0] }]);
    expect(JSON.stringify(items)).not.toContain('whsec_');
    // Its events hold neither address nor secret.
    const kept = await service.runtime.store.events.find({ aggregateid: webhook.id }).toArray();
    expect(JSON.stringify(kept)).not.toMatch(/whsec_|127\.0\.0\.1|private/);
  });

  it('signs by the old secret too for a day after it was rotated', async () => {
    const desk = await setUpDesk(city.target);
    const { client, webhook } = await approverWithHook(desk);
    const rotated = await client.rotateWebhookSecret({ id: webhook.id });
    expect(rotated.secret).not.toBe(webhook.secret);
    await desk.entry('submitted');
    await eventually(() => expect(receiver.received).toHaveLength(1));
    const both = [webhook.secret, rotated.secret];
    expect(both.map((secret) => receiver.received.map((got) => isSignedBy(secret, got)))).toEqual([
      [true],
      [true],
    ]);
    clock.ahead += 25 * HOUR_MS;
    await desk.entry('submitted');
    await eventually(() => expect(receiver.received).toHaveLength(2));
    expect(both.map((secret) => receiver.received.slice(1).map((got) => isSignedBy(secret, got)))).toEqual([
      [false],
      [true],
    ]);
  });

  it('comes back with growing pauses under the same id, gives up, and can be retried by hand', async () => {
    const desk = await setUpDesk(city.target);
    const { client, webhook } = await approverWithHook(desk);
    receiver.status = 302; // a redirect is not followed: it is a failure like others
    await desk.entry('submitted');
    for (let attempt = 1; attempt <= 8; attempt++) {
      await eventually(() => expect(receiver.received).toHaveLength(attempt));
      await eventually(async () => {
        const { attempts, state, due, reason } = await deliveryTo(webhook.id);
        expect(reason).toBe('HTTP 302');
        expect(attempts).toBe(attempt);
        expect(state).toBe(attempt < 8 ? 'waiting' : 'failed');
        if (attempt < 8 && due) clock.ahead += Math.max(0, new Date(due).getTime() - clock.now().getTime());
      });
    }
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
    receiver.status = 200;
    const { id } = await deliveryTo(webhook.id);
    await refuses('not-found', async () => (await as(city.target, somebody())).retryDelivery({ id }));
    await client.retryDelivery({ id });
    await eventually(async () =>
      expect(await deliveryTo(webhook.id)).toMatchObject({ state: 'delivered', attempts: 9 }),
    );
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
  });

  it('repeats a message of which nothing was recorded, under the same id', async () => {
    const desk = await setUpDesk(city.target);
    const { webhook } = await approverWithHook(desk);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    receiver.beforeAnswer = () => held;
    await desk.entry('submitted');
    await eventually(() => expect(receiver.received).toHaveLength(1));
    // As after kill -9: the attempt has begun, its end is never recorded, its time is over.
    clock.ahead += 61_000;
    await eventually(() => expect(receiver.received).toHaveLength(2));
    release();
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
    await eventually(async () =>
      expect(await deliveryTo(webhook.id)).toMatchObject({ state: 'delivered', attempts: 2 }),
    );
  });

  it('disables an endpoint that is gone, and tells its owner', async () => {
    const desk = await setUpDesk(city.target);
    const { client, webhook } = await approverWithHook(desk);
    receiver.status = 410;
    await desk.entry('submitted');
    await eventually(async () => {
      const { items } = await client.listWebhooks({});
      expect(items).toMatchObject([{ id: webhook.id, state: 'disabled', reason: 'HTTP 410' }]);
    });
    await eventually(async () => {
      const { items } = await client.listNotifications({ rule: 'webhook-disabled' });
      expect(items).toMatchObject([{ urgency: 'urgent', headline: { zh: '消息接口已停用：测试接口' } }]);
    });
    receiver.status = 204;
    expect(await client.verifyWebhook({ id: webhook.id })).toMatchObject({ state: 'active' });
  });

  it('takes an endpoint of an organisation from its administrators alone', async () => {
    const desk = await setUpDesk(city.target);
    const admin = { ...somebody('notification.admin'), organisation: desk.organisation };
    const request = {
      owner: 'organisation' as const,
      url: hook,
      description: '单位接口',
      rules: ['catalog-to-approve'],
    };
    const clerk = await as(city.target, { ...somebody(), organisation: desk.organisation });
    await refuses('forbidden', () => clerk.registerWebhook(request));
    const client = await as(city.target, admin);
    const webhook = await client.registerWebhook(request);
    await refuses('not-found', () => clerk.verifyWebhook({ id: webhook.id }));
    receiver.echoes = false;
    await refuses('webhook-not-verified', () => client.verifyWebhook({ id: webhook.id }));
    receiver.echoes = true;
    await client.verifyWebhook({ id: webhook.id });
    await desk.entry('submitted');
    await eventually(() => expect(receiver.received).toHaveLength(1));
    await client.removeWebhook({ id: webhook.id });
    expect((await client.listWebhooks({})).items).toEqual([]);
    const { personal } = (await service.runtime.database.db
      .collection<{ _id: string; personal: object }>('webhook')
      .findOne({ _id: webhook.id })) ?? { personal: undefined };
    expect(personal).toMatchObject({ sealed: {} });
  });

  it('registers once for one idempotency key, and shows the same secret to the repetition', async () => {
    const client = await as(city.target, somebody());
    const idempotencyKey = randomUUID();
    const request = { owner: 'person' as const, url: hook, description: '重试' };
    const first = await client.registerWebhook(request, { idempotencyKey });
    expect(await client.registerWebhook(request, { idempotencyKey })).toEqual(first);
    expect((await client.listWebhooks({})).items).toHaveLength(1);
  });

  it('refuses addresses inside the city', async () => {
    const client = await as(city.target, somebody());
    for (const url of [
      'http://10.0.0.1/',
      'https://169.254.169.254/latest',
      'http://example.org/',
      'https://[::1]/',
    ])
      await refuses('webhook-refused', () =>
        client.registerWebhook({ owner: 'person', url, description: '内网' }),
      );
  });
});

describe('notification: e-mail', () => {
  const codeFor = (address: string) =>
    eventually(() => {
      const mail = mails.received.find(({ to }) => to.includes(address));
      const code = mail && /\b(\d{6})\b/.exec(mail.text.slice(mail.text.indexOf('验证码是')))?.[1];
      if (!code) throw new Error('no code came');
      return code;
    });

  async function approverWithMail(desk: Desk) {
    const client = await as(city.target, {
      ...somebody('catalog.approver'),
      organisation: desk.organisation,
    });
    const address = `reader-${randomUUID()}@example.org`;
    expect((await client.setEmail({ address })).email.verified).toBe(false);
    const code = await codeFor(address);
    const wrong = code === '000000' ? '000001' : '000000';
    await refuses('wrong-code', () => client.confirmEmail({ code: wrong }));
    const { email } = await client.confirmEmail({ code });
    expect(email).toEqual({ available: true, verified: true, address: 'r***@example.org' });
    mails.received.length = 0;
    return { client, address };
  }

  it('goes to a verified address, in text and HTML, Chinese first', async () => {
    const desk = await setUpDesk(city.target);
    const { address } = await approverWithMail(desk);
    const entry = await desk.entry('submitted', { title: `甲<b>乙</b>${randomUUID()}` });
    await eventually(() => expect(mails.received).toHaveLength(1));
    const [mail] = mails.received;
    expect(mail?.to).toEqual([address]);
    expect(mail?.text).toContain(`https://city.example/entries/${entry.id}`);
    expect(mail?.text).toContain('甲&lt;b&gt;乙&lt;/b&gt;');
    expect(mail?.text.indexOf('目录待审核')).toBeLessThan(mail?.text.indexOf('To approve') ?? 0);
    // The address is in the personal file alone.
    const { db } = service.runtime.database;
    for (const name of ['events', 'delivery', 'notification'])
      expect(JSON.stringify(await db.collection(name).find().toArray())).not.toContain(address);
  });

  it('waits for the end of quiet hours and tells all of them in one mail', async () => {
    const desk = await setUpDesk(city.target);
    const { client } = await approverWithMail(desk);
    const beijing = (later: number) =>
      new Date(clock.now().getTime() + later + 8 * HOUR_MS).toISOString().slice(11, 16);
    const quiet = { from: beijing(-HOUR_MS), to: beijing(2 * HOUR_MS) };
    await client.setPreferences({ digest: 'off', choices: [], quiet });
    const first = await desk.entry('submitted');
    const second = await desk.entry('submitted');
    await eventually(async () => expect((await client.countUnread({})).unread).toBe(2));
    expect(mails.received).toEqual([]);
    clock.ahead += 2 * HOUR_MS + 60_000;
    await eventually(() => expect(mails.received).toHaveLength(1));
    for (const { fields } of [first, second]) expect(mails.received[0]?.text).toContain(fields.title);
  });

  it('tries again when the server is busy, and never after it says that there is no such mailbox', async () => {
    const desk = await setUpDesk(city.target);
    await approverWithMail(desk);
    const failedOnes = async () =>
      (await (await as(city.target, operator)).listDeliveries({ channel: 'email', limit: 1 })).items;
    mails.refusesWith = 451;
    await desk.entry('submitted');
    await eventually(async () =>
      expect(await failedOnes()).toMatchObject([
        { state: 'waiting', attempts: 1, reason: 'SMTP 451 EENVELOPE' },
      ]),
    );
    mails.refusesWith = 550;
    clock.ahead += 6_000;
    await eventually(async () =>
      expect(await failedOnes()).toMatchObject([
        { state: 'failed', attempts: 2, reason: 'SMTP 550 EENVELOPE' },
      ]),
    );
    expect(mails.received).toEqual([]);
  });

  it('makes a code void after five wrong ones, and mails no two within a minute', async () => {
    const client = await as(city.target, somebody());
    const address = `guess-${randomUUID()}@example.org`;
    await client.setEmail({ address });
    const code = await codeFor(address);
    await refuses('mail-too-often', () => client.setEmail({ address }));
    for (let guess = 0; guess < 5; guess++)
      await refuses('wrong-code', () =>
        client.confirmEmail({ code: code === '111111' ? '222222' : '111111' }),
      );
    await refuses('wrong-code', () => client.confirmEmail({ code }));
    expect((await client.removeEmail({})).email).toEqual({ available: true, verified: false });
  });

  specify(
    'notification: the examples of its contract',
    exampleScenarios({
      hook: () => hook,
      codeFor,
      delivery: async () => {
        const { items } = await (await as(city.target, operator)).listDeliveries({
          state: 'delivered',
          limit: 1,
        });
        return items[0]?.id ?? '';
      },
    }),
  );
});

specify('notification: what its contract alone demands', contractScenarios(Notification));
