import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { parse } from 'content-disposition';
import { FileClaims, NatsBlobStore, sweepUploads, UploadRecords } from '#libs/blobs';
import { FILE_STREAM, type FileRef, UPLOAD_STREAM } from '#libs/contract-kit';
import { type ClamdServer, EICAR, startClamdServer } from '../../../libs/blobs/test/clamd-server.js';
import type { RunningGateway } from '../src/start-gateway.js';
import { Sample, TestIdentity } from './sample-contract.js';
import { startTestCity, type TestCity } from './test-city.js';

const MAX = 3 * 1024 ** 2;
const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(400, 'x'), Buffer.from('\n%%EOF')]);
const HOUR = 3_600_000;

let city: TestCity;
let gateway: RunningGateway;
let clamd: ClamdServer;
let token: string;
let blobs: NatsBlobStore;
let records: UploadRecords;

beforeAll(async () => {
  city = await startTestCity([TestIdentity, Sample]);
  clamd = await startClamdServer();
  await city.serve(TestIdentity, {
    getKeys: async () => city.keys,
    listRevocations: async () => ({ items: [] }),
  });
  gateway = await city.gateway({
    CLAMD_URL: clamd.url,
    FILES_MAX_BYTES: String(MAX),
    FILES_WAITING: '100',
  });
  token = await city.token();
  blobs = await NatsBlobStore.open(city.operator);
  records = await UploadRecords.open(city.operator);
});

afterAll(async () => {
  await city?.stop();
  await clamd?.stop();
});

const upload = (body: Uint8Array, name: string, type: string, as = token) =>
  fetch(`${gateway.url}/files`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${as}`,
      'content-type': type,
      'x-file-name': encodeURIComponent(name),
    },
    body: Buffer.from(body),
  });
const download = (id: string, headers: Record<string, string> = {}, as = token) =>
  fetch(`${gateway.url}/files/${id}`, { headers: { authorization: `Bearer ${as}`, ...headers } });

/** Messages that files occupy on the server: chunks, descriptions, records. */
async function traces(): Promise<number> {
  const manager = await jetstreamManager(city.operator);
  const streams = await Promise.all([FILE_STREAM, UPLOAD_STREAM].map((name) => manager.streams.info(name)));
  return streams.reduce((sum, { state }) => sum + state.messages, 0);
}
async function code(response: Response): Promise<string> {
  return ((await response.json()) as { code: string }).code;
}

describe('a file that is taken', () => {
  test('comes back byte for byte under its Chinese name, to be saved, never shown', async () => {
    const response = await upload(PDF, '供水条例（2026）.pdf', 'application/pdf');
    expect(response.status).toBe(201);
    const file = (await response.json()) as FileRef;
    const sha256 = createHash('sha256').update(PDF).digest('hex');
    expect(file).toMatchObject({ name: '供水条例（2026）.pdf', size: PDF.length, sha256, scan: 'clean' });
    const sent = await download(file.id);
    expect(Buffer.from(await sent.arrayBuffer())).toEqual(PDF);
    const said = parse(sent.headers.get('content-disposition') ?? '');
    expect(said).toMatchObject({ type: 'attachment', parameters: { filename: '供水条例（2026）.pdf' } });
    expect(sent.headers.get('x-content-type-options')).toBe('nosniff');
    expect(sent.headers.get('content-type')).toBe('application/pdf');
  });

  test('passes in many chunks, and JSON is a file like any other', async () => {
    const big = Buffer.from(JSON.stringify({ data: randomBytes(1024 ** 2).toString('hex') }));
    const file = (await (await upload(big, 'data.json', 'application/json')).json()) as FileRef;
    expect(file.size).toBe(big.length);
    expect(big.equals(Buffer.from(await (await download(file.id)).arrayBuffer()))).toBe(true);
  });

  test('is not sent again to who has it (ETag)', async () => {
    const file = (await (await upload(PDF, 'a.pdf', 'application/pdf')).json()) as FileRef;
    expect((await download(file.id, { 'if-none-match': `"${file.sha256}"` })).status).toBe(304);
  });

  test('is there for its uploader only until it is attached', async () => {
    const file = (await (await upload(PDF, 'a.pdf', 'application/pdf')).json()) as FileRef;
    const stranger = await city.token({ sub: 'person:2' });
    expect((await download(file.id, {}, stranger)).status).toBe(404);
    expect((await fetch(`${gateway.url}/files/${file.id}`)).status).toBe(401);
  });
});

describe('a file that is refused leaves nothing behind', () => {
  let before: number;
  beforeEach(async () => {
    before = await traces();
  });

  test.each([
    [
      'a program named .pdf',
      Buffer.from(`MZ${'\0'.repeat(200)}`),
      'a.pdf',
      'application/pdf',
      'file-type-mismatch',
    ],
    ['a program as text', Buffer.from(`MZ${'\0'.repeat(200)}`), 'a.csv', 'text/csv', 'file-type-mismatch'],
    ['a page of HTML', Buffer.from('<html></html>'), 'a.html', 'text/html', 'file-type-refused'],
    ['an extension of another type', PDF, 'a.exe', 'application/pdf', 'file-type-refused'],
    ['nothing', Buffer.alloc(0), 'a.csv', 'text/csv', 'file-empty'],
    ['one that is announced too large', Buffer.alloc(MAX + 1, 'a'), 'a.txt', 'text/plain', 'file-too-large'],
    ['the EICAR test virus', Buffer.from(EICAR), 'a.txt', 'text/plain', 'file-infected'],
    [
      'a virus at the end of a long file',
      Buffer.concat([Buffer.alloc(1024 ** 2, 'a'), Buffer.from(EICAR)]),
      'a.txt',
      'text/plain',
      'file-infected',
    ],
  ])('%s', async (_what, body, name, type, expected) => {
    expect(await code(await upload(body, name, type))).toBe(expected);
    expect(await traces()).toBe(before);
  });

  test('one that grows too large on the way', async () => {
    const chunk = Buffer.alloc(256 * 1024, 'a');
    let left = (MAX / chunk.length) * 2;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => (left-- > 0 ? controller.enqueue(chunk) : controller.close()),
    });
    const response = await fetch(`${gateway.url}/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain', 'x-file-name': 'a.txt' },
      body,
      duplex: 'half',
    } as RequestInit);
    expect(await code(response)).toBe('file-too-large');
    expect(await traces()).toBe(before);
  });

  test('one whose sender goes away half-way', async () => {
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: text/plain\r\nX-File-Name: a.txt\r\nContent-Length: 900000\r\n\r\n`,
    );
    socket.write(Buffer.alloc(400_000, 'a'));
    const deadline = Date.now() + 5_000;
    while ((await traces()) <= before && Date.now() < deadline) await pause(20);
    expect(await traces()).toBeGreaterThan(before);
    socket.destroy();
    while ((await traces()) !== before && Date.now() < deadline) await pause(20);
    expect(await traces()).toBe(before);
  });

  test('one that the scanner cannot look at', async () => {
    clamd.failing = true;
    expect((await upload(PDF, 'a.pdf', 'application/pdf')).status).toBe(503);
    clamd.failing = false;
    expect(await traces()).toBe(before);
  });

  test('one without a name', async () => {
    const response = await upload(PDF, '', 'application/pdf');
    expect(await code(response)).toBe('invalid-request');
    expect(await traces()).toBe(before);
  });
});

describe('between upload and attachment', () => {
  const later = (milliseconds: number) => new Date(Date.now() + milliseconds);
  const claimsAt = (at: Date) => new FileClaims(records, 'sample', () => at);
  const uploaded = async () => (await (await upload(PDF, 'a.pdf', 'application/pdf')).json()) as FileRef;

  test('a file is kept for its time and swept after it', async () => {
    const { id } = await uploaded();
    await sweepUploads(blobs, records, later(HOUR));
    expect((await download(id)).status).toBe(200);
    await sweepUploads(blobs, records, later(25 * HOUR));
    expect((await download(id)).status).toBe(404);
    expect(await blobs.open(id)).toBeUndefined();
  });

  test('a claimed file is not swept; only its uploader can claim, for one object', async () => {
    const file = await uploaded();
    const claims = claimsAt(new Date());
    await expect(claims.claim('person:2', file.id, 'note/1')).rejects.toThrow();
    expect(await claims.claim('person:1', file.id, 'note/1')).toEqual(file);
    expect(await claims.claim('person:1', file.id, 'note/1')).toEqual(file);
    await expect(claims.claim('person:1', file.id, 'note/2')).rejects.toThrow();
    await sweepUploads(blobs, records, later(25 * HOUR));
    expect(await blobs.open(file.id)).toBeDefined();
  });

  test('after a crash behind the write the file stays; before it, it is free and then swept', async () => {
    const [held, lost] = [await uploaded(), await uploaded()];
    await claimsAt(new Date()).claim('person:1', held.id, 'note/1');
    await claimsAt(new Date()).claim('person:1', lost.id, 'note/1');
    await claimsAt(later(HOUR)).settleStale(async (_object, id) => id === held.id);
    await sweepUploads(blobs, records, later(25 * HOUR));
    expect(await blobs.open(held.id)).toBeDefined();
    expect(await blobs.open(lost.id)).toBeUndefined();
    await claimsAt(new Date()).giveUp(held.id);
    await sweepUploads(blobs, records, new Date());
    expect(await blobs.open(held.id)).toBeUndefined();
  });

  test('what a killed gateway left of an upload is swept: its record, its chunks', async () => {
    const before = await traces();
    const id = '0192f3a4-5b6c-7d8e-9f01-23456789abcd';
    await records.begin('person:1', { id, state: 'uploading', expires: later(HOUR).toISOString() });
    await city.operator.request('$O.files.C.orphan', Buffer.alloc(1_000));
    await sweepUploads(blobs, records, new Date());
    expect(await traces()).toBe(before + 2);
    await sweepUploads(blobs, records, later(2 * HOUR));
    expect(await records.find('person:1', id)).toBeUndefined();
    expect(
      (
        await (
          await jetstreamManager(city.operator)
        ).streams.info(FILE_STREAM, { subjects_filter: '$O.files.C.orphan' })
      ).state.subjects ?? {},
    ).toEqual({});
  });
});

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
