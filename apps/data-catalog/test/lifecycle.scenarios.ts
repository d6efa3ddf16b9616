import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Scenario } from '#libs/conformance';
import { refuses } from '#libs/conformance';
import { encodeCursor } from '#libs/contract-kit';
import { contractClient } from '#libs/messaging';
import { eventually } from '#libs/testing';
import { EXAMPLE_FIELDS } from '../contract/examples.js';
import { DataCatalog } from '../contract/index.js';
import { setUpDesk } from './desk.js';

/** The way of an entry from draft to published, its guards, versions and idempotency (data-catalog §3.1). */
export const lifecycleScenarios: Scenario[] = [
  {
    name: 'walks an entry from draft to published, each step by the person whose step it is',
    run: async (target) => {
      const { editor, approver, publisher, fields, leaf } = await setUpDesk(target);
      const draft = await editor.registerEntry(fields());
      assert.equal(draft.publishState, 'draft');
      assert.equal(draft.completeness, 100);
      assert.deepEqual(draft.codes, []);
      assert.equal((await editor.submitEntry({ id: draft.id })).publishState, 'submitted');
      assert.equal((await approver.approveEntry({ id: draft.id })).publishState, 'deptApproved');
      const published = await publisher.publishEntry({ id: draft.id, comment: '同意发布' });
      assert.equal(published.publishState, 'published');
      assert.equal(published.codes[0]?.code, `${leaf}/000001`);
      assert.match(published.publishedOn ?? '', /^\d{4}-\d{2}-\d{2}$/);
      const { steps } = await editor.getEntryHistory({ id: draft.id });
      assert.deepEqual(
        steps.map(({ event, version }) => [version, event]),
        [
          [1, 'entryRegistered'],
          [2, 'entrySubmitted'],
          [3, 'entryApproved'],
          [4, 'entryPublished'],
        ],
      );
      assert.equal(steps[3]?.comment, '同意发布');
      assert.equal(new Set(steps.map(({ actor }) => actor)).size, 3);
    },
  },
  {
    name: 'issues codes in order, one for each classification, and never one twice',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const entries = await Promise.all(Array.from({ length: 12 }, () => desk.entry('deptApproved')));
      const published = await Promise.all(entries.map(({ id }) => desk.publisher.publishEntry({ id })));
      const codes = published.map((entry) => entry.codes[0]?.code);
      assert.equal(new Set(codes).size, 12);
      const found = await desk.stranger.getEntryByCode({ code: codes[7] as string });
      assert.equal(found.id, published[7]?.id);
    },
  },
  {
    name: 'refuses to let anybody approve what they wrote themselves',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const { id } = await desk.entry('submitted');
      const both = await desk.as(
        ['catalog.editor', 'catalog.approver'],
        desk.organisation,
        desk.editorSubject,
      );
      await refuses('self-approval', () => both.approveEntry({ id }));
      const second = `person:${randomUUID()}`;
      const author = await desk.as(['catalog.editor', 'catalog.publisher'], desk.organisation, second);
      const written = await author.registerEntry(desk.fields());
      await author.submitEntry({ id: written.id });
      await desk.approver.approveEntry({ id: written.id });
      await refuses('self-approval', () => author.publishEntry({ id: written.id }));
    },
  },
  {
    name: "lets only the provider's own people write and approve, and hides drafts from others",
    run: async (target) => {
      const { entry, stranger, publisher } = await setUpDesk(target);
      const { id } = await entry('submitted');
      await refuses('not-found', () => stranger.getEntry({ id }));
      await refuses('not-found', () => stranger.approveEntry({ id }));
      assert.equal((await publisher.getEntry({ id })).id, id);
      await refuses('not-allowed-now', () => publisher.publishEntry({ id }));
    },
  },
  {
    name: 'says what is allowed when something is not allowed now, and lists the same as actions',
    run: async (target) => {
      const { entry, editor } = await setUpDesk(target);
      const { id } = await entry('submitted');
      const problem = await refuses('not-allowed-now', () => editor.submitEntry({ id }));
      assert.equal(problem.problem.status, 409);
      assert.deepEqual(problem.facts.allowed, ['withdrawEntry']);
      const { actions } = await editor.listEntryActions({ id });
      assert.deepEqual(
        actions.filter(({ allowed }) => allowed).map(({ action }) => action),
        ['withdrawEntry'],
      );
      assert.equal(actions.find(({ action }) => action === 'publishEntry')?.because, 'forbidden');
    },
  },
  {
    name: 'names every mandatory field that is missing at submission',
    run: async (target) => {
      const { editor, fields } = await setUpDesk(target);
      const { title } = fields();
      const draft = await editor.registerEntry({ title });
      const problem = await refuses('entry-incomplete', () => editor.submitEntry({ id: draft.id }));
      assert.deepEqual(
        problem.facts.errors?.map(({ path }) => path),
        ['/abstract', '/classifications', '/format', '/shareType', '/openType', '/updateCycle'],
      );
      assert.ok(draft.completeness < 20);
    },
  },
  {
    name: 'refuses what breaks a rule of the guide, by the path of the field, and writes nothing',
    run: async (target) => {
      const { editor, fields, organisation } = await setUpDesk(target);
      const [item] = EXAMPLE_FIELDS.items ?? [];
      assert.ok(item);
      const laxer = fields({ items: [{ ...item, shareType: 'unconditional' }] });
      const problem = await refuses('entry-rule-broken', () => editor.registerEntry(laxer));
      assert.deepEqual(
        problem.facts.errors?.map(({ path, rule }) => [path, rule]),
        [['/items/0/shareType', 'notLaxer']],
      );
      await refuses('unknown-classification', () =>
        editor.registerEntry(fields({ classifications: ['307013'] })),
      );
      const { total } = await editor.searchEntries({ provider: organisation });
      assert.equal(total, 0);
    },
  },
  {
    name: 'sends a rejected entry back with its reason, and the full path is walked again',
    run: async (target) => {
      const { entry, editor, approver, publisher, fields } = await setUpDesk(target);
      const { id } = await entry('deptApproved');
      const rejected = await publisher.rejectEntry({ id, reason: '信息项缺少更新时间' });
      assert.equal(rejected.publishState, 'rejected');
      assert.equal(rejected.rejection, '信息项缺少更新时间');
      await refuses('not-allowed-now', () => approver.approveEntry({ id }));
      const amended = await editor.amendEntry({ id, ...fields() }, { ifMatch: rejected.version });
      assert.equal(amended.publishState, 'draft');
      assert.equal((await editor.submitEntry({ id })).publishState, 'submitted');
    },
  },
  {
    name: 'refuses a change over a version that is no longer the present one',
    run: async (target) => {
      const { editor, fields } = await setUpDesk(target);
      const draft = await editor.registerEntry(fields());
      const first = await editor.amendEntry({ id: draft.id, ...fields() }, { ifMatch: draft.version });
      const problem = await refuses('stale-version', () =>
        editor.amendEntry({ id: draft.id, ...fields() }, { ifMatch: draft.version }),
      );
      assert.equal(problem.problem.status, 412);
      assert.equal(problem.facts.currentVersion, first.version);
    },
  },
  {
    name: 'answers a repeated command with the first reply, whatever happened since',
    run: async (target) => {
      const { editor, approver, fields } = await setUpDesk(target);
      const key = { idempotencyKey: randomUUID() };
      const request = fields();
      const first = await editor.registerEntry(request, key);
      assert.deepEqual(await editor.registerEntry(request, key), first);
      const submit = { idempotencyKey: randomUUID() };
      const submitted = await editor.submitEntry({ id: first.id }, submit);
      await approver.approveEntry({ id: first.id });
      assert.deepEqual(await editor.submitEntry({ id: first.id }, submit), submitted);
      assert.deepEqual(await editor.registerEntry(request, key), first);
      await refuses('idempotency-key-reused', () =>
        editor.registerEntry({ ...request, title: '另一个名称' }, key),
      );
    },
  },
  {
    name: 'does a command once, however many times it is sent at once',
    run: async (target) => {
      const { editor, fields, organisation } = await setUpDesk(target);
      const request = fields();
      const key = { idempotencyKey: randomUUID() };
      const replies = await Promise.all(Array.from({ length: 20 }, () => editor.registerEntry(request, key)));
      assert.equal(new Set(replies.map(({ id }) => id)).size, 1);
      assert.equal((await editor.searchEntries({ provider: organisation })).total, 1);
    },
  },
  {
    name: 'lets exactly one of several people at once take the same step',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const { id } = await desk.entry('submitted');
      const people = await Promise.all(Array.from({ length: 10 }, () => desk.as(['catalog.approver'])));
      const outcomes = await Promise.allSettled(people.map((person) => person.approveEntry({ id })));
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
      assert.equal((await desk.editor.getEntry({ id })).version, 3);
    },
  },
  {
    name: 'has one entry of a title for each provider',
    run: async (target) => {
      const { editor, fields } = await setUpDesk(target);
      const request = fields({ title: `水质　监测 ${randomUUID()}` });
      await editor.registerEntry(request);
      const folded = { ...request, title: request.title.normalize('NFKC').toUpperCase() };
      const problem = await refuses('title-taken', () => editor.registerEntry(folded));
      assert.equal(problem.facts.errors?.[0]?.path, '/title');
    },
  },
  {
    name: 'finds Chinese words and single characters, and only what the caller may see',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const word = `${String.fromCodePoint(0x4e00 + Math.floor(Math.random() * 5_000))}${String.fromCodePoint(0x6000 + Math.floor(Math.random() * 5_000))}`;
      const published = await desk.entry('published', { title: `全市${word}台账${randomUUID()}` });
      const draft = await desk.entry('draft', { title: `未发布${word}${randomUUID()}` });
      const ids = async (client: typeof desk.editor, q: string) =>
        (await client.searchEntries({ q, limit: 100 })).items.map(({ id }) => id);
      assert.deepEqual((await ids(desk.editor, word)).sort(), [published.id, draft.id].sort());
      assert.deepEqual(await ids(desk.stranger, word), [published.id]);
      assert.ok((await ids(desk.editor, [...word][0] as string)).includes(published.id));
      assert.deepEqual(await ids(desk.editor, [...word].reverse().join('')), []);
    },
  },
  {
    name: 'pages without leaving out or repeating an entry',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const made = await Promise.all(Array.from({ length: 7 }, () => desk.entry('draft')));
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await desk.editor.searchEntries({
          provider: desk.organisation,
          limit: 3,
          ...(cursor && { cursor }),
        });
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.next;
      } while (cursor);
      assert.deepEqual(seen.toSorted(), made.map(({ id }) => id).toSorted());
      for (const cursor of ['bm90LWEtY3Vyc29y', encodeCursor([1e300, 'x']), encodeCursor(['x', 'x'])])
        await refuses('invalid-request', () => desk.editor.searchEntries({ cursor }));
    },
  },
  {
    name: 'counts each step exactly once in the overview',
    run: async (target) => {
      const desk = await setUpDesk(target);
      await desk.entry('published');
      await desk.entry('draft');
      await eventually(async () => {
        const { providers } = await desk.editor.getOverview({});
        const tally = providers.find(({ provider }) => provider === desk.organisation);
        assert.deepEqual(tally, {
          provider: desk.organisation,
          draft: 1,
          submitted: 0,
          deptApproved: 0,
          published: 1,
          rejected: 0,
          changeReview: 0,
          revoked: 0,
          changing: 0,
          online: 0,
          onlineReview: 0,
          steps: 5,
        });
      });
    },
  },
  {
    name: 'keeps the classification tree whole: no node without its parent, none below a node in use',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const token = await target.token({ subject: 'person:steward', roles: ['catalog.steward'] });
      const steward = contractClient(DataCatalog, target.client, { token });
      const name = { zh: '测试', en: 'Test' };
      await refuses('parent-missing', () => steward.defineClassification({ code: '208999', name }));
      await refuses('invalid-request', () => steward.defineClassification({ code: '370', name }));
      const group = `307${String(Math.floor(Math.random() * 900) + 100)}`;
      await steward.defineClassification({ code: group, name });
      await desk.entry('draft', { classifications: [group] });
      await refuses('classification-in-use', () =>
        steward.defineClassification({ code: `${group}01`, name }),
      );
    },
  },
];
