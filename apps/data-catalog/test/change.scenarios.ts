import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { refuses, type Scenario } from '#libs/conformance';
import { eventually } from '#libs/testing';
import { EXAMPLE_FIELDS } from '../contract/examples.js';
import { setUpDesk } from './desk.js';

const BASIS = { law: '《政务数据共享条例》', article: '第十七条' };

/** Changes and revocations beside what is published (data-catalog §3.1). */
export const changeScenarios: Scenario[] = [
  {
    name: 'publishes a change as the next version, while the public keeps the one before',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const first = await desk.entry('published');
      const { id } = first;
      const fields = { ...first.fields, abstract: '全市公共供水企业的用户与用水信息，用于漏损分析。' };
      const opened = await desk.editor.openChange({ id, reason: '扩充用途', fields });
      assert.equal(opened.publishState, 'published');
      assert.deepEqual(opened.change?.fields, fields);
      assert.deepEqual(opened.fields, first.fields);
      const submitted = await desk.editor.submitChange({ id });
      assert.equal(submitted.publishState, 'changeReview');
      const outside = async () => desk.stranger.getEntry({ id });
      assert.equal((await outside()).publishState, 'published');
      assert.equal((await outside()).change, undefined);
      assert.deepEqual((await outside()).fields, first.fields);
      const { total } = await desk.stranger.searchEntries({
        provider: desk.organisation,
        publishState: 'published',
      });
      assert.equal(total, 1);
      assert.equal((await desk.stranger.searchEntries({ changeState: 'submitted', limit: 1 })).total, 0);
      assert.equal((await desk.editor.searchEntries({ changeState: 'submitted' })).total, 1);
      await desk.approver.approveChange({ id });
      const published = await desk.publisher.publishChange({ id, comment: '同意' });
      assert.equal(published.publishState, 'published');
      assert.equal(published.publishedVersion, 2);
      assert.equal(published.change, undefined);
      assert.deepEqual(published.codes, first.codes);
      assert.deepEqual((await outside()).fields, fields);
    },
  },
  {
    name: 'keeps every published version readable, by number and by day',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const first = await desk.entry('published');
      const { id } = first;
      await desk.editor.openChange({
        id,
        reason: '改周期',
        fields: { ...first.fields, updateCycle: 'weekly' },
      });
      await desk.editor.submitChange({ id });
      await desk.approver.approveChange({ id });
      await desk.publisher.publishChange({ id });
      const { versions } = await desk.stranger.listVersions({ id });
      assert.deepEqual(
        versions.map(({ number, changed, reason }) => [number, changed, reason]),
        [
          [2, ['updateCycle'], '改周期'],
          [1, undefined, undefined],
        ],
      );
      assert.ok(versions[1]?.replacedOn);
      const old = await desk.stranger.getVersion({ id, number: 1 });
      assert.deepEqual(old.fields, first.fields);
      assert.equal((await desk.stranger.getVersionAsOf({ id, date: '2099-12-31' })).number, 2);
      await refuses('not-found', () => desk.stranger.getVersionAsOf({ id, date: '2000-01-01' }));
      await refuses('not-found', () => desk.stranger.getVersion({ id, number: 3 }));
    },
  },
  {
    name: 'issues codes for new classifications only, and retires those that are left out',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const first = await desk.entry('published');
      const { id } = first;
      const leaf = await desk.anotherLeaf();
      const walk = async (classifications: string[]) => {
        const { fields } = await desk.editor.getEntry({ id });
        await desk.editor.openChange({ id, reason: '调整分类', fields: { ...fields, classifications } });
        await desk.editor.submitChange({ id });
        await desk.approver.approveChange({ id });
        return desk.publisher.publishChange({ id });
      };
      const moved = await walk([leaf]);
      assert.equal(moved.codes[0]?.classification, leaf);
      assert.deepEqual(moved.retiredCodes, [{ ...first.codes[0], primary: false }]);
      assert.equal((await desk.stranger.getEntryByCode({ code: first.codes[0]?.code as string })).id, id);
      const back = await walk([desk.leaf, leaf]);
      assert.deepEqual(
        back.codes.map(({ code }) => code),
        [first.codes[0]?.code, moved.codes[0]?.code],
      );
      assert.deepEqual(back.retiredCodes, []);
    },
  },
  {
    name: 'refuses a change that changes nothing, a second one, and a review by its writer',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const { id, fields } = await desk.entry('published');
      await desk.editor.openChange({ id, reason: '试一试' });
      await refuses('change-empty', () => desk.editor.submitChange({ id }));
      const problem = await refuses('not-allowed-now', () =>
        desk.editor.openChange({ id, reason: '再来一个' }),
      );
      assert.deepEqual(problem.facts.allowed, [
        'amendChange',
        'submitChange',
        'discardChange',
        'requestOnline',
      ]);
      await refuses('not-allowed-now', () =>
        desk.approver.requestRevocation({ id, reason: '不再采集', basis: BASIS }),
      );
      const { version } = await desk.editor.getEntry({ id });
      const next = { ...fields, updateCycle: 'monthly' as const };
      await desk.editor.amendChange({ id, fields: next }, { ifMatch: version });
      await refuses('stale-version', () =>
        desk.editor.amendChange({ id, fields: next }, { ifMatch: version }),
      );
      await desk.editor.submitChange({ id });
      const both = await desk.as(['catalog.approver'], desk.organisation, desk.editorSubject);
      await refuses('self-approval', () => both.approveChange({ id }));
      await refuses('forbidden', () => desk.stranger.approveChange({ id }));
    },
  },
  {
    name: 'rejects a change with its reason; it may be amended or discarded, and what is published stays',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const { id, fields } = await desk.entry('published');
      const changed = { ...fields, useCondition: '仅限核验' };
      await desk.editor.openChange({ id, reason: '限定用途', fields: changed });
      await desk.editor.submitChange({ id });
      assert.equal((await desk.editor.withdrawChange({ id })).publishState, 'published');
      await desk.editor.submitChange({ id });
      const rejected = await desk.approver.rejectChange({ id, reason: '依据不足' });
      assert.equal(rejected.change?.state, 'rejected');
      assert.equal(rejected.change?.rejection, '依据不足');
      assert.equal(rejected.publishState, 'published');
      const gone = await desk.editor.discardChange({ id });
      assert.equal(gone.change, undefined);
      assert.deepEqual(gone.fields, fields);
    },
  },
  {
    name: 'tells early, and for certain at publication, that the title of a change is taken',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const [one, two] = [await desk.entry('published'), await desk.entry('published')];
      await refuses('title-taken', () =>
        desk.editor.openChange({
          id: one.id,
          reason: '改名',
          fields: { ...one.fields, title: two.fields.title },
        }),
      );
      const title = `新名称${randomUUID()}`;
      for (const { id, fields } of [one, two]) {
        await desk.editor.openChange({ id, reason: '改名', fields: { ...fields, title } });
        await desk.editor.submitChange({ id });
        await desk.approver.approveChange({ id });
      }
      await desk.publisher.publishChange({ id: one.id });
      await refuses('title-taken', () => desk.publisher.publishChange({ id: two.id }));
    },
  },
  {
    name: 'checks the working copy as it checks a draft',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const { id, fields } = await desk.entry('published');
      const laxer = (EXAMPLE_FIELDS.items ?? []).map((item) => ({
        ...item,
        shareType: 'unconditional' as const,
      }));
      await refuses('entry-rule-broken', () =>
        desk.editor.openChange({ id, reason: '放宽', fields: { ...fields, items: laxer } }),
      );
      await refuses('unknown-classification', () =>
        desk.editor.openChange({ id, reason: '改分类', fields: { ...fields, classifications: ['307013'] } }),
      );
      const { abstract: _gone, ...without } = fields;
      await desk.editor.openChange({ id, reason: '删摘要', fields: without });
      await refuses('entry-incomplete', () => desk.editor.submitChange({ id }));
    },
  },
  {
    name: 'revokes with reason and basis: offline first, a tombstone stays findable, the code is not given again',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const entry = await desk.entry('published');
      const { id } = entry;
      const code = entry.codes[0]?.code as string;
      await desk.editor.requestOnline({ id });
      await desk.publisher.approveOnline({ id });
      const reason = '职责调整，该数据不再采集';
      const asked = await desk.approver.requestRevocation({ id, reason, basis: BASIS });
      assert.equal(asked.publishState, 'changeReview');
      assert.equal(asked.change?.kind, 'revocation');
      await refuses('forbidden', () => desk.approver.revokeEntry({ id }));
      await desk.publisher.rejectRevocation({ id, reason: '其他部门仍在使用' });
      assert.equal((await desk.editor.getEntry({ id })).publishState, 'published');
      await desk.approver.requestRevocation({ id, reason, basis: BASIS });
      await desk.publisher.revokeEntry({ id });
      const { steps } = await desk.editor.getEntryHistory({ id });
      assert.deepEqual(
        steps.slice(-2).map(({ event }) => event),
        ['entryTakenOffline', 'entryRevoked'],
      );
      const tombstone = await desk.stranger.getEntryByCode({ code });
      assert.equal(tombstone.publishState, 'revoked');
      assert.equal(tombstone.available, false);
      assert.deepEqual(tombstone.tombstone?.basis, BASIS);
      assert.equal(tombstone.fields.abstract, undefined);
      assert.deepEqual((await desk.stranger.listVersions({ id })).versions, []);
      assert.equal((await desk.editor.listVersions({ id })).versions.length, 1);
      for (const call of [
        () => desk.editor.openChange({ id, reason: '再改改' }),
        () => desk.editor.requestOnline({ id }),
        () => desk.approver.requestRevocation({ id, reason, basis: BASIS }),
      ])
        await refuses('not-allowed-now', call);
      const next = await desk.entry('published');
      assert.notEqual(next.codes[0]?.code, code);
    },
  },
  {
    name: 'lists the actions of all machines, each allowed one with its form',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const { id } = await desk.entry('published');
      const { actions } = await desk.approver.listEntryActions({ id });
      const allowed = actions.filter((one) => one.allowed);
      assert.deepEqual(
        allowed.map(({ action, machine }) => [action, machine]),
        [['requestRevocation', 'change']],
      );
      const form = allowed[0]?.form;
      assert.equal(form?.path, '/catalog/entries/{id}/revocation');
      assert.deepEqual(
        form?.fields.map(({ name, type, required }) => [name, type, required]),
        [
          ['reason', 'text', true],
          ['basis', 'object', true],
        ],
      );
      assert.equal(actions.find(({ action }) => action === 'openChange')?.because, 'forbidden');
    },
  },
  {
    name: 'shows what each step changed, and hides the work in hand from outsiders',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const { id, fields, version } = await desk.entry('published');
      const [first, ...others] = fields.items ?? [];
      assert.ok(first);
      const items = [...others, { ...first, nameEn: 'user_number' }];
      await desk.editor.openChange({
        id,
        reason: '调整信息项',
        fields: { ...fields, abstract: `${fields.abstract}按日更新。`, items },
      });
      const { steps } = await desk.editor.getEntryHistory({ id });
      assert.deepEqual(steps.at(-1)?.changed?.toSorted(), ['abstract', 'items']);
      const difference = await desk.editor.compareEntry({ id, from: 'published', to: 'change' });
      assert.equal(difference.same, false);
      assert.equal(difference.fields[0]?.name.zh, '信息资源摘要');
      assert.equal(difference.fields[0]?.name.en, 'Abstract');
      assert.deepEqual(difference.fields[0]?.pieces?.at(-1), { piece: 'added', text: '按日更新。' });
      assert.deepEqual(
        difference.items.map(({ item, kind, moved }) => [item, kind, moved]),
        [[first.nameCn, 'changed', true]],
      );
      const sameByEvents = await desk.editor.compareEntry({ id, from: `@${version}`, to: `@${version + 1}` });
      assert.deepEqual(sameByEvents.items, difference.items);
      const seen = await desk.stranger.getEntryHistory({ id });
      assert.deepEqual(
        seen.steps.map(({ event }) => event),
        ['entryPublished'],
      );
      for (const to of ['change', '@2'])
        await refuses('not-found', () => desk.stranger.compareEntry({ id, from: 'published', to }));
      assert.equal((await desk.stranger.compareEntry({ id, from: '1', to: 'published' })).same, true);
      await refuses('not-found', () => desk.editor.compareEntry({ id, from: '1', to: '@999' }));
      await refuses('invalid-request', () => desk.editor.compareEntry({ id, from: 'now', to: 'then' }));
    },
  },
  {
    name: 'counts changes, revocations and what is online in the overview',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const [revoked, online, changing] = await Promise.all([1, 2, 3].map(() => desk.entry('published')));
      assert.ok(revoked && online && changing);
      await desk.approver.requestRevocation({ id: revoked.id, reason: '不再采集', basis: BASIS });
      await desk.publisher.revokeEntry({ id: revoked.id });
      await desk.editor.requestOnline({ id: online.id });
      await desk.publisher.approveOnline({ id: online.id });
      await desk.editor.requestOffline({ id: online.id, reason: '系统停用' });
      await desk.editor.openChange({
        id: changing.id,
        reason: '改周期',
        fields: { ...changing.fields, updateCycle: 'yearly' },
      });
      await desk.editor.submitChange({ id: changing.id });
      await eventually(async () => {
        const { providers } = await desk.editor.getOverview({});
        const tally = providers.find(({ provider }) => provider === desk.organisation);
        assert.deepEqual(tally, {
          provider: desk.organisation,
          draft: 0,
          submitted: 0,
          deptApproved: 0,
          published: 1,
          rejected: 0,
          changeReview: 1,
          revoked: 1,
          changing: 1,
          online: 1,
          onlineReview: 1,
          steps: 19,
        });
      });
    },
  },
];
