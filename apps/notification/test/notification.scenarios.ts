import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { DataCatalog } from '#contracts/data-catalog';
import type { Principal } from '#libs/access';
import { refuses, type Scenario, type Target } from '#libs/conformance';
import { contractClient } from '#libs/messaging';
import { eventually, randomOrganisationCode } from '#libs/testing';
import { setUpDesk } from '../../data-catalog/test/desk.js';
import { Notification } from '../contract/index.js';

export const as = async (target: Target, principal: Principal) =>
  contractClient(Notification, target.client, { token: await target.token(principal) });

export const somebody = (...roles: string[]): Principal => ({ subject: `person:${randomUUID()}`, roles });

/** A department with an entry handed in, and an approver who is told of it. */
export async function handedIn(target: Target) {
  const desk = await setUpDesk(target);
  const approver = { ...somebody('catalog.approver'), organisation: desk.organisation };
  const entry = await desk.entry('submitted');
  return { desk, entry, approver, mail: await as(target, approver) };
}

export const notificationScenarios: Scenario[] = [
  {
    name: 'tells the approvers of the provider that an entry is handed in, and nobody else',
    run: async (target) => {
      const { desk, entry, mail } = await handedIn(target);
      const page = await eventually(async () => {
        const found = await mail.listNotifications({});
        assert.equal(found.items.length, 1);
        return found;
      });
      const [notice] = page.items;
      assert.equal(notice?.rule, 'catalog-to-approve');
      assert.equal(notice?.headline.zh, `目录待审核：${entry.fields.title}`);
      assert.equal(notice?.link, `/entries/${entry.id}`);
      assert.equal(notice?.read, false);
      assert.equal(page.unread, 1);
      for (const other of [
        { ...somebody('catalog.editor'), organisation: desk.organisation },
        { ...somebody('catalog.approver'), organisation: randomOrganisationCode() },
        somebody('catalog.approver'),
      ])
        assert.deepEqual((await (await as(target, other)).listNotifications({})).items, []);
    },
  },
  {
    name: 'tells the publishers what is approved, and the writers what was rejected and why',
    run: async (target) => {
      const { desk, entry } = await handedIn(target);
      await desk.approver.approveEntry({ id: entry.id });
      const publisher = await as(target, somebody('catalog.publisher'));
      await eventually(async () => {
        const { items } = await publisher.listNotifications({ rule: 'catalog-to-publish', limit: 100 });
        assert.ok(items.some(({ link }) => link === `/entries/${entry.id}`));
      });
      await desk.publisher.rejectEntry({ id: entry.id, reason: '缺少更新周期' });
      const writer = await as(target, { subject: desk.editorSubject, roles: [] });
      await eventually(async () => {
        const { items } = await writer.listNotifications({ rule: 'catalog-rejected' });
        assert.equal(items.length, 1);
        assert.match(items[0]?.text.zh ?? '', /缺少更新周期/);
      });
    },
  },
  {
    name: 'makes one notification for each event and audience, however often the event comes',
    run: async (target) => {
      const { desk, entry, mail } = await handedIn(target);
      await eventually(async () => assert.equal((await mail.countUnread({})).unread, 1));
      const operator = contractClient(DataCatalog, target.client, {
        token: await target.token(somebody('platform.operator')),
      });
      const range = { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };
      for (let again = 0; again < 3; again++) await operator.republishEvents({ range });
      // What comes after the repetitions has been taken: so have they.
      const next = await desk.entry('submitted');
      await eventually(async () => {
        const { items } = await mail.listNotifications({});
        assert.deepEqual(
          items.map(({ link }) => link),
          [`/entries/${next.id}`, `/entries/${entry.id}`],
        );
      });
    },
  },
  {
    name: 'keeps the mark of reading for each reader by themself',
    run: async (target) => {
      const { desk, approver, mail } = await handedIn(target);
      const colleague = await as(target, { ...approver, subject: `person:${randomUUID()}` });
      const { items } = await eventually(async () => {
        const found = await mail.listNotifications({ state: 'unread' });
        assert.equal(found.items.length, 1);
        return found;
      });
      const ids = items.map(({ id }) => id);
      assert.deepEqual(await mail.markRead({ ids: [...ids, randomUUID()] }), { unread: 0 });
      assert.deepEqual(await mail.markRead({ ids }), { unread: 0 });
      assert.equal((await colleague.countUnread({})).unread, 1);
      assert.deepEqual((await mail.listNotifications({ state: 'unread' })).items, []);
      assert.equal((await mail.listNotifications({ state: 'read' })).items[0]?.read, true);
      const stranger = await as(target, { ...somebody(), organisation: desk.organisation });
      assert.deepEqual(await stranger.markRead({ ids }), { unread: 0 });
      assert.deepEqual(await colleague.markAllRead({ until: '2000-01-01T00:00:00Z' }), { unread: 1 });
      assert.deepEqual(await colleague.markAllRead({}), { unread: 0 });
    },
  },
  {
    name: 'walks the pages by cursor, newest first, and refuses a cursor of another list',
    run: async (target) => {
      const { desk, entry, mail } = await handedIn(target);
      const links = [`/entries/${entry.id}`];
      for (let more = 0; more < 2; more++) {
        const { id } = await desk.entry('submitted');
        links.unshift(`/entries/${id}`);
        await eventually(async () => assert.equal((await mail.countUnread({})).unread, more + 2));
      }
      const one = await mail.listNotifications({ limit: 2 });
      const two = await mail.listNotifications({ limit: 2, cursor: one.next as string });
      assert.deepEqual(
        [...one.items, ...two.items].map(({ link }) => link),
        links,
      );
      assert.equal(two.next, undefined);
      await refuses('invalid-request', () => mail.listNotifications({ cursor: 'WzFd' }));
    },
  },
  {
    name: 'leaves out of the list what its reader does not want there',
    run: async (target) => {
      const { mail } = await handedIn(target);
      await eventually(async () => assert.equal((await mail.countUnread({})).unread, 1));
      const off = { rule: 'catalog-to-approve', channel: 'inApp' as const, on: false };
      const set = await mail.setPreferences({ digest: 'off', choices: [off] });
      assert.deepEqual(set.choices, [off]);
      assert.equal((await mail.listNotifications({})).unread, 0);
      await mail.setPreferences({ digest: 'daily', choices: [], quiet: { from: '22:00', to: '07:00' } });
      assert.equal((await mail.countUnread({})).unread, 1);
      const kept = await mail.getPreferences({});
      assert.deepEqual(kept.quiet, { from: '22:00', to: '07:00' });
      assert.equal(kept.digest, 'daily');
      await refuses('unknown-rule', () =>
        mail.setPreferences({ digest: 'off', choices: [{ ...off, rule: 'no-such-rule' }] }),
      );
    },
  },
];
