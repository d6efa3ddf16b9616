import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { refuses, type Scenario } from '#libs/conformance';
import { setUpDesk } from './desk.js';

/** What waits for whom, as the platform operation `listTasks` tells it. */
export const taskScenarios: Scenario[] = [
  {
    name: 'shows each step of an entry to those who may take it, and to nobody else',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const approver = await desk.as(['catalog.approver']);
      const kinds = async (client = desk.editor) =>
        (await client.listTasks({ limit: 100 })).items.map(({ kind, object }) => `${kind} ${object.id}`);
      const { id, fields } = await desk.entry('draft');
      assert.deepEqual(await kinds(), [`entry.finish ${id}`]);
      assert.deepEqual(await kinds(approver), []);
      const [task] = (await desk.editor.listTasks({})).items;
      assert.equal(task?.object.label, fields.title);
      assert.equal(task?.link, `/entries/${id}`);
      assert.equal(task?.action?.operation, 'submitEntry');

      await desk.editor.submitEntry({ id });
      assert.deepEqual(await kinds(), []);
      assert.deepEqual(await kinds(approver), [`entry.approve ${id}`]);
      assert.deepEqual(await kinds(desk.stranger), []);
      const writerWhoApproves = await desk.as(['catalog.approver'], desk.organisation, desk.editorSubject);
      assert.deepEqual(await kinds(writerWhoApproves), []);

      await approver.approveEntry({ id });
      assert.deepEqual(await kinds(approver), []);
      assert.ok((await kinds(desk.publisher)).includes(`entry.publish ${id}`));
      await desk.publisher.rejectEntry({ id, reason: '信息项缺少更新时间' });
      assert.deepEqual(await kinds(), [`entry.mend ${id}`]);
      assert.equal((await desk.editor.listTasks({})).items[0]?.link, `/entries/${id}/edit`);
      assert.ok(!(await kinds(desk.publisher)).includes(`entry.publish ${id}`));
    },
  },
  {
    name: 'lists tasks a page at a time, the longest waiting first, with a tally of each sort',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const person = await desk.as(['catalog.editor', 'catalog.approver']);
      const made: string[] = [];
      for (const state of ['draft', 'submitted', 'draft'] as const) made.push((await desk.entry(state)).id);
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await person.listTasks({ limit: 1, ...(cursor && { cursor }) });
        assert.equal(page.total, 3);
        const tallies = page.tallies.map(({ kind, count }) => `${kind} ${count}`).sort();
        assert.deepEqual(tallies, ['entry.approve 1', 'entry.finish 2']);
        seen.push(...page.items.map(({ object }) => object.id));
        cursor = page.next;
      } while (cursor);
      assert.deepEqual(seen, made);
      const approvals = await person.listTasks({ kind: 'entry.approve' });
      assert.deepEqual(
        approvals.items.map(({ object }) => object.id),
        [made[1]],
      );
      assert.equal(approvals.total, 3);
      await refuses('invalid-request', () => person.listTasks({ cursor: 'WzFd' }));
    },
  },
  {
    name: 'shows changes, revocations and requests to go online or offline, side by side, page by page',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const approver = await desk.as(['catalog.approver']);
      const kinds = async (client = desk.editor) =>
        (await client.listTasks({ limit: 100 })).items.map(({ kind }) => kind);
      const waits = async (kind: string, id: string) =>
        (await desk.publisher.listTasks({ limit: 100, kind })).items.some(({ object }) => object.id === id);
      const { id, fields } = await desk.entry('published');
      await desk.editor.openChange({ id, reason: '改周期', fields: { ...fields, updateCycle: 'weekly' } });
      assert.deepEqual(await kinds(), ['entry.finish-change']);
      await desk.editor.submitChange({ id });
      assert.deepEqual(await kinds(approver), ['entry.approve-change']);
      await approver.rejectChange({ id, reason: '依据不足' });
      assert.deepEqual(await kinds(), ['entry.mend-change']);
      const { version } = await desk.editor.getEntry({ id });
      const next = { ...fields, updateCycle: 'monthly' as const };
      await desk.editor.amendChange({ id, fields: next }, { ifMatch: version });
      await desk.editor.submitChange({ id });
      await approver.approveChange({ id });
      await desk.editor.requestOnline({ id });
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await desk.publisher.listTasks({ limit: 1, ...(cursor && { cursor }) });
        seen.push(...page.items.filter(({ object }) => object.id === id).map(({ kind }) => kind));
        cursor = page.next;
      } while (cursor);
      assert.deepEqual(seen, ['entry.publish-change', 'entry.put-online']);
      await desk.publisher.publishChange({ id });
      await desk.publisher.approveOnline({ id });
      await desk.editor.requestOffline({ id, reason: '系统停用' });
      assert.ok(await waits('entry.take-offline', id));
      await desk.publisher.approveOffline({ id });
      const basis = { law: '《政务数据共享条例》', article: '第十七条' };
      await approver.requestRevocation({ id, reason: '不再采集', basis });
      assert.ok(await waits('entry.revoke', id));
      await desk.publisher.revokeEntry({ id });
      assert.ok(!(await waits('entry.revoke', id)));
    },
  },
  {
    name: 'has no tasks for somebody without a role or an organisation',
    run: async (target) => {
      const desk = await setUpDesk(target);
      await desk.entry('draft');
      const nobody = await desk.as([], desk.organisation);
      const unattached = await desk.as(['catalog.editor'], '', `person:${randomUUID()}`);
      for (const client of [nobody, unattached])
        assert.deepEqual(await client.listTasks({}), { items: [], tallies: [], total: 0, more: false });
    },
  },
];
