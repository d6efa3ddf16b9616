import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { refuses } from '#libs/conformance';
import type { ServiceRuntime } from '#libs/service-host';
import { type OpenDatabase, openDatabase } from '#libs/store';
import { startTestServers, type TestServers } from '#libs/testing';
import { CodeIssue } from '../src/codes/code-issue.js';
import { HIGHEST_SEQUENCE, parseResourceCode } from '../src/codes/resource-code.js';

let servers: TestServers;
let database: OpenDatabase;
let issue: CodeIssue;

beforeAll(async () => {
  servers = await startTestServers([]);
  database = await openDatabase(servers.mongoUri, 'testcity', 'data-catalog');
  issue = new CodeIssue({ database } as ServiceRuntime);
});
afterAll(async () => {
  await database?.client.close();
  await servers?.stop();
});

const sequences = () => database.db.collection<{ _id: string; last: number }>('code-sequences');

describe('resource codes', () => {
  it('are issued to a thousand at once without a duplicate and without a gap', async () => {
    const leaf = '307013371100000000000101';
    const issued = await Promise.all(Array.from({ length: 1_000 }, () => issue.issue([leaf])));
    const numbers = issued.flat().map(({ code }) => parseResourceCode(code)?.sequence ?? 0);
    expect(new Set(numbers).size).toBe(1_000);
    expect(Math.min(...numbers)).toBe(1);
    expect(Math.max(...numbers)).toBe(1_000);
  });

  it('are issued for each classification, the first being the primary one', async () => {
    expect(await issue.issue(['101001', '201002'])).toEqual([
      { classification: '101001', code: '101001/000001', primary: true },
      { classification: '201002', code: '201002/000001', primary: false },
    ]);
    expect(await issue.issue([])).toEqual([]);
  });

  it('run out after 999,999: the last is given once, then the problem is told', async () => {
    const leaf = '307013371100000000000102';
    await sequences().insertOne({ _id: leaf, last: HIGHEST_SEQUENCE - 3 });
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => issue.issue([leaf])));
    const codes = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
    expect(codes.map(({ code }) => code).toSorted()).toEqual([
      `${leaf}/999997`,
      `${leaf}/999998`,
      `${leaf}/999999`,
    ]);
    await refuses('codes-exhausted', () => issue.issue([leaf]));
    expect((await sequences().findOne({ _id: leaf }))?.last).toBe(HIGHEST_SEQUENCE);
  });

  it('of one classification run out without harm to another', async () => {
    const [full, free] = ['307013371100000000000103', '307013371100000000000104'];
    await sequences().insertOne({ _id: full, last: HIGHEST_SEQUENCE });
    await refuses('codes-exhausted', () => issue.issue([full]));
    expect((await issue.issue([free]))[0]?.code).toBe(`${free}/000001`);
  });
});
