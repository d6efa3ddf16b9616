import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { refuses, type Scenario } from '#libs/conformance';
import { setUpDesk } from './desk.js';

/** The online machine (decision 20). */
export const onlineScenarios: Scenario[] = [
  {
    name: 'goes online and offline by request and decision, and online again',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const { id } = await desk.entry('published');
      const asked = await desk.editor.requestOnline({ id });
      assert.equal(asked.onlineState, 'onReview');
      assert.equal(asked.available, false);
      assert.equal((await desk.stranger.getEntry({ id })).onlineState, 'notOnline');
      const online = await desk.publisher.approveOnline({ id });
      assert.equal(online.onlineState, 'online');
      assert.equal((await desk.stranger.getEntry({ id })).available, true);
      const leaving = await desk.editor.requestOffline({ id, reason: '来源系统停用' });
      assert.equal(leaving.onlineState, 'offReview');
      assert.equal(leaving.available, true);
      assert.equal((await desk.stranger.getEntry({ id })).onlineState, 'online');
      assert.equal((await desk.stranger.getEntry({ id })).onlineReason, undefined);
      const offline = await desk.publisher.approveOffline({ id });
      assert.equal(offline.onlineState, 'offline');
      assert.equal(offline.onlineReason, '来源系统停用');
      assert.equal(offline.publishState, 'published');
      assert.equal((await desk.editor.requestOnline({ id })).onlineState, 'onReview');
      assert.equal((await desk.publisher.rejectOnline({ id, reason: '尚未修复' })).onlineState, 'offline');
    },
  },
  {
    name: 'leads a refused or withdrawn request back to where the entry was',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const { id } = await desk.entry('published');
      await desk.editor.requestOnline({ id });
      assert.equal((await desk.editor.withdrawOnlineRequest({ id })).onlineState, 'notOnline');
      await desk.editor.requestOnline({ id });
      assert.equal(
        (await desk.publisher.rejectOnline({ id, reason: '接口未通过' })).onlineState,
        'notOnline',
      );
      await desk.editor.requestOnline({ id });
      await desk.publisher.approveOnline({ id });
      await desk.editor.requestOffline({ id, reason: '系统停用' });
      assert.equal((await desk.editor.withdrawOnlineRequest({ id })).onlineState, 'online');
      await desk.editor.requestOffline({ id, reason: '系统停用' });
      assert.equal((await desk.publisher.rejectOffline({ id, reason: '仍在使用' })).onlineState, 'online');
    },
  },
  {
    name: 'lets the authority take offline at once, with a reason, whatever is requested',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const { id } = await desk.entry('published');
      await refuses('not-allowed-now', () => desk.publisher.takeOffline({ id, reason: '数据泄露风险' }));
      await desk.editor.requestOnline({ id });
      await desk.publisher.approveOnline({ id });
      await refuses('invalid-request', () => desk.publisher.takeOffline({ id, reason: '' }));
      await refuses('forbidden', () => desk.editor.takeOffline({ id, reason: '数据泄露风险' }));
      await desk.editor.requestOffline({ id, reason: '系统停用' });
      const off = await desk.publisher.takeOffline({ id, reason: '数据泄露风险' });
      assert.equal(off.onlineState, 'offline');
      assert.equal(off.available, false);
      await refuses('not-allowed-now', () => desk.publisher.approveOffline({ id }));
    },
  },
  {
    name: 'takes online only what is published, decided by somebody else than who asked',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const draft = await desk.entry('deptApproved');
      await refuses('not-allowed-now', () => desk.editor.requestOnline({ id: draft.id }));
      const { id } = await desk.entry('published');
      await refuses('forbidden', () => desk.stranger.requestOnline({ id }));
      const both = await desk.as(
        ['catalog.editor', 'catalog.publisher'],
        desk.organisation,
        `person:${randomUUID()}`,
      );
      await both.requestOnline({ id });
      await refuses('self-approval', () => both.approveOnline({ id }));
      await refuses('self-approval', () => both.rejectOnline({ id, reason: '不同意' }));
      await desk.publisher.approveOnline({ id });
    },
  },
  {
    name: 'finds by online state what the reader may know of it',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const [never, asked] = [await desk.entry('published'), await desk.entry('published')];
      await desk.editor.requestOnline({ id: asked.id });
      const find = async (client: typeof desk.editor, onlineState: 'notOnline' | 'onReview') =>
        (await client.searchEntries({ provider: desk.organisation, onlineState })).items.map(({ id }) => id);
      assert.deepEqual(await find(desk.editor, 'onReview'), [asked.id]);
      assert.deepEqual(await find(desk.editor, 'notOnline'), [never.id]);
      assert.deepEqual(await find(desk.publisher, 'onReview'), [asked.id]);
      assert.deepEqual(await find(desk.stranger, 'onReview'), []);
      assert.deepEqual((await find(desk.stranger, 'notOnline')).toSorted(), [never.id, asked.id].toSorted());
    },
  },
  {
    name: 'takes one of many requests at once, and answers a repeated one alike',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const { id } = await desk.entry('published');
      const tries = await Promise.allSettled(
        Array.from({ length: 8 }, () => desk.editor.requestOnline({ id })),
      );
      assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1);
      const key = { idempotencyKey: randomUUID() };
      const first = await desk.publisher.approveOnline({ id }, key);
      await desk.publisher.takeOffline({ id, reason: '数据泄露风险' });
      assert.deepEqual(await desk.publisher.approveOnline({ id }, key), first);
    },
  },
];
