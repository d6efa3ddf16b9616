import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { refuses, type Scenario } from '#libs/conformance';
import { eventually } from '#libs/testing';
import type { BulkReport } from '../contract/bulk.dto.js';
import { reportAsCsv } from '../contract/bulk-csv.js';
import { type Catalog, setUpDesk } from './desk.js';

/** Waits until a job has ended, and returns its report. */
async function ended(client: Catalog, id: string): Promise<BulkReport> {
  return eventually(async () => {
    const report = await client.getBulkReport({ id });
    assert.ok(report.complete);
    return report;
  }, 20_000);
}

/** One action over many entries. */
export const bulkScenarios: Scenario[] = [
  {
    name: 'takes an action over many entries, row by row, and one refused row stops nothing',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const made = await Promise.all(Array.from({ length: 23 }, () => desk.entry('draft')));
      const incomplete = await desk.editor.registerEntry({ title: `=不完整${randomUUID()}` });
      const missing = randomUUID();
      const ids = [incomplete.id, missing, ...made.map(({ id }) => id)];
      const job = await desk.editor.startBulkJob({ action: 'submitEntry', ids, comment: '批量提交' });
      assert.equal(job.total, 25);
      const { job: done, rows } = await ended(desk.editor, job.id);
      assert.deepEqual([done.state, done.succeeded, done.refused, done.percent], ['finished', 23, 2, 100]);
      assert.deepEqual(
        rows.map(({ id, number }) => [number, id]),
        ids.map((id, at) => [at + 1, id]),
      );
      assert.deepEqual(
        rows.slice(0, 2).map(({ outcome, code }) => [outcome, code]),
        [
          ['refused', 'entry-incomplete'],
          ['refused', 'not-found'],
        ],
      );
      const { steps } = await desk.editor.getEntryHistory({ id: made[0]?.id as string });
      assert.deepEqual(
        steps.map(({ event, actor, comment }) => [event, actor, comment]),
        [
          ['entryRegistered', desk.editorSubject, undefined],
          ['entrySubmitted', desk.editorSubject, '批量提交'],
        ],
      );
      const csv = reportAsCsv({ job: done, complete: true, rows });
      assert.ok(csv.includes(`,'=不完整`), 'a title like a formula is made harmless');
      assert.equal(csv.trimEnd().split('\r\n').length, 26);
    },
  },
  {
    name: 'selects by filter what the caller may see, and walks a batch to online',
    run: async (target) => {
      const desk = await setUpDesk(target);
      await Promise.all(Array.from({ length: 4 }, () => desk.entry('submitted')));
      const filter = { provider: desk.organisation };
      const walk = async (client: Catalog, action: Parameters<Catalog['startBulkJob']>[0]['action']) => {
        const { id } = await client.startBulkJob({ action, filter });
        return (await ended(client, id)).job;
      };
      assert.equal((await walk(desk.approver, 'approveEntry')).succeeded, 4);
      assert.equal((await walk(desk.publisher, 'publishEntry')).succeeded, 4);
      assert.equal((await walk(desk.editor, 'requestOnline')).succeeded, 4);
      assert.equal((await walk(desk.publisher, 'approveOnline')).succeeded, 4);
      const codes = (await desk.editor.searchEntries({ ...filter, onlineState: 'online' })).items.map(
        ({ code }) => code,
      );
      assert.equal(new Set(codes).size, 4);
    },
  },
  {
    name: 'acts with the rights of the caller, and is not found by others',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const { id } = await desk.entry('submitted');
      await refuses('forbidden', () => desk.editor.startBulkJob({ action: 'approveEntry', ids: [id] }));
      const foreign = await desk.stranger.startBulkJob({ action: 'approveEntry', ids: [id] });
      assert.equal((await ended(desk.stranger, foreign.id)).rows[0]?.code, 'not-found');
      const both = await desk.as(
        ['catalog.editor', 'catalog.approver'],
        desk.organisation,
        desk.editorSubject,
      );
      const own = await both.startBulkJob({ action: 'approveEntry', ids: [id] });
      assert.equal((await ended(both, own.id)).rows[0]?.code, 'self-approval');
      for (const call of [
        () => desk.approver.getBulkJob({ id: own.id }),
        () => desk.approver.getBulkReport({ id: own.id }),
        () => desk.approver.cancelBulkJob({ id: own.id }),
      ])
        await refuses('not-found', call);
    },
  },
  {
    name: 'refuses a selection that is none, both, empty, too large or malformed, and a missing reason',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const id = randomUUID();
      const action = 'submitEntry' as const;
      const nothing = { provider: desk.organisation };
      await refuses('bulk-selection', () => desk.editor.startBulkJob({ action }));
      await refuses('bulk-selection', () => desk.editor.startBulkJob({ action, ids: [id], filter: nothing }));
      await refuses('bulk-selection', () => desk.editor.startBulkJob({ action, filter: nothing }));
      for (const ids of [[], ['x'], [id, id], Array.from({ length: 1_001 }, () => randomUUID())])
        await refuses('invalid-request', () => desk.editor.startBulkJob({ action, ids }));
      await refuses('reason-required', () =>
        desk.publisher.startBulkJob({ action: 'takeOffline', ids: [id] }),
      );
    },
  },
  {
    name: 'starts a job once for one key, lists it, and can be cancelled',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const made = await Promise.all(Array.from({ length: 60 }, () => desk.entry('draft')));
      const request = { action: 'submitEntry' as const, ids: made.map(({ id }) => id) };
      const key = { idempotencyKey: randomUUID() };
      const first = await desk.editor.startBulkJob(request, key);
      assert.deepEqual(await desk.editor.startBulkJob(request, key), first);
      await desk.editor.cancelBulkJob({ id: first.id });
      const { job, rows } = await ended(desk.editor, first.id);
      assert.equal(job.state, 'cancelled');
      assert.equal(rows.length, 60);
      assert.ok(rows.some(({ outcome }) => outcome === 'skipped'));
      assert.deepEqual(
        (await desk.editor.listBulkJobs({})).items.map(({ id }) => id),
        [first.id],
      );
      assert.equal((await desk.editor.cancelBulkJob({ id: first.id })).state, 'cancelled');
      const quick = await desk.editor.startBulkJob({ action: 'submitEntry', ids: [randomUUID()] });
      await ended(desk.editor, quick.id);
      await refuses('not-allowed-now', () => desk.editor.cancelBulkJob({ id: quick.id }));
    },
  },
];
