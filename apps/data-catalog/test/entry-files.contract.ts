import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Identity } from '#contracts/identity';
import { NatsBlobStore, NO_SCAN, sweepUploads, UploadRecords, Uploads } from '#libs/blobs';
import { refuses } from '#libs/conformance';
import type { FileRef } from '#libs/contract-kit';
import { eventually, TestCity } from '#libs/testing';
import IdentityModule from '../../identity/src/identity.module.js';
import { DataCatalog } from '../contract/index.js';
import DataCatalogModule from '../src/data-catalog.module.js';
import { type Desk, setUpDesk } from './desk.js';

const DAY = 86_400_000;
let city: TestCity;
let desk: Desk;
let blobs: NatsBlobStore;
let records: UploadRecords;

beforeAll(async () => {
  city = await TestCity.start([Identity, DataCatalog]);
  await city.serve('identity', IdentityModule);
  await city.serve('data-catalog', DataCatalogModule);
  blobs = await NatsBlobStore.open(city.operator);
  records = await UploadRecords.open(city.operator);
  desk = await setUpDesk(city.target);
});

afterAll(() => city?.stop());

/** As the gateway takes a file in. */
function uploaded(uploader = desk.editorSubject): Promise<FileRef> {
  const limits = { maxBytes: 1_000_000, keepMs: DAY, waiting: 100 };
  async function* content() {
    yield Buffer.from('户号,用水量\n1,12.5\n');
  }
  return new Uploads(blobs, records, NO_SCAN, limits, () => new Date()).receive({
    uploader,
    name: '样例数据.csv',
    mediaType: 'text/csv',
    content: content(),
  });
}
const sweptLater = () => sweepUploads(blobs, records, new Date(Date.now() + 3 * DAY));

describe('files of a catalog entry', () => {
  test('an uploaded file is attached with what its record says, and outlives every sweep', async () => {
    const { id } = await desk.entry('draft');
    const file = await uploaded();
    const { files } = await desk.editor.attachEntryFile({ id, file: file.id, kind: 'sample' });
    expect(files).toMatchObject([{ file, kind: 'sample', attachedBy: desk.editorSubject }]);
    await sweptLater();
    expect(await blobs.open(file.id)).toBeDefined();
    expect(await desk.editor.getEntryFile({ id, file: file.id })).toEqual(file);
    expect(await records.find(desk.editorSubject, file.id)).toBeUndefined();
  });

  test('who may see the entry may read its files, nobody else', async () => {
    const { id } = await desk.entry('draft');
    const file = (await uploaded()).id;
    await desk.editor.attachEntryFile({ id, file, kind: 'legalBasis' });
    await refuses('not-found', () => desk.stranger.getEntryFile({ id, file }));
    await refuses('not-found', () => desk.stranger.listEntryFiles({ id }));
    await desk.editor.submitEntry({ id });
    await desk.approver.approveEntry({ id });
    await desk.publisher.publishEntry({ id });
    expect((await desk.stranger.getEntryFile({ id, file })).id).toBe(file);
  });

  test("somebody else's upload, one that is used, and one that never was cannot be attached", async () => {
    const [first, second] = [await desk.entry('draft'), await desk.entry('draft')];
    const foreign = await uploaded('person:other');
    const own = await uploaded();
    const attach = (id: string, file: string) =>
      refuses('file-not-available', () => desk.editor.attachEntryFile({ id, file, kind: 'other' }));
    await attach(first.id, foreign.id);
    await desk.editor.attachEntryFile({ id: first.id, file: own.id, kind: 'other' });
    await attach(first.id, own.id);
    await attach(second.id, own.id);
    await attach(second.id, randomUUID());
  });

  test('a repeated command is answered alike', async () => {
    const { id } = await desk.entry('draft');
    const file = (await uploaded()).id;
    const idempotencyKey = randomUUID();
    const once = () => desk.editor.attachEntryFile({ id, file, kind: 'other' }, { idempotencyKey });
    const first = await once();
    expect(await once()).toEqual(first);
    expect((await desk.editor.listEntryFiles({ id })).files).toHaveLength(1);
  });

  test('strangers change nothing, and nothing moves while the entry is in review', async () => {
    const { id } = await desk.entry('submitted');
    const file = (await uploaded()).id;
    const attach =
      (by = desk.editor) =>
      () =>
        by.attachEntryFile({ id, file, kind: 'other' });
    await refuses('not-allowed-now', attach());
    await refuses('not-found', attach(desk.stranger));
    const published = await desk.entry('published');
    await refuses('forbidden', () =>
      desk.stranger.attachEntryFile({ id: published.id, file, kind: 'other' }),
    );
  });

  test('a detached file loses its bytes; its name stays in the history', async () => {
    const { id } = await desk.entry('draft');
    const file = (await uploaded()).id;
    await desk.editor.attachEntryFile({ id, file, kind: 'other' });
    const { files } = await desk.editor.detachEntryFile({ id, file });
    expect(files).toEqual([]);
    await refuses('not-found', () => desk.editor.getEntryFile({ id, file }));
    await eventually(async () => {
      await sweepUploads(blobs, records, new Date());
      expect(await blobs.open(file)).toBeUndefined();
    });
    const { steps } = await desk.editor.getEntryHistory({ id });
    expect(steps.map(({ event }) => event)).toEqual([
      'entryRegistered',
      'entryFileAttached',
      'entryFileDetached',
    ]);
  });
});
