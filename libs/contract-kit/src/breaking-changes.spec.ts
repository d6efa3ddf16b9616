import { describe, expect, it } from '@jest/globals';
import { breakingChanges } from './breaking-changes.js';
import type { ContractDocument } from './contract-document.js';
import type { JsonSchema } from './schema.js';

function contract(
  request: JsonSchema,
  reply: JsonSchema,
  change: Partial<ContractDocument['operations'][string]> = {},
) {
  const document: ContractDocument = {
    service: 'probe',
    version: 1,
    operations: {
      ask: {
        kind: 'query',
        subject: 'city.probe.v1.ask',
        http: 'GET /probe',
        request: 'Ask',
        reply: 'Answer',
        allow: ['reader'],
        ifMatch: 'none',
        problems: [],
        ...change,
      },
    },
    events: { asked: { subject: 'city.evt.probe.asked.v1', data: 'Answer' } },
    calls: [],
    consumers: {},
    schemas: { Ask: { type: 'object', ...request }, Answer: { type: 'object', ...reply } },
  };
  return document;
}

const text = (rules: object = {}): JsonSchema => ({ type: 'string', ...rules });
const ASK = { properties: { q: text({ maxLength: 10, enum: ['a', 'b'] }) }, required: ['q'] };
const ANSWER = { properties: { id: text(), note: text() }, required: ['id'] };
const base = contract(ASK, ANSWER);

describe('breaking changes of a contract', () => {
  it('are none when nothing changed', () => {
    expect(breakingChanges(base, base)).toEqual([]);
  });

  it('are none when requests are asked for less and replies say more', () => {
    const wider = contract(
      { properties: { q: text({ maxLength: 20, enum: ['a', 'b', 'c'] }), more: text() } },
      { properties: { ...ANSWER.properties, extra: text() }, required: ['id', 'note'] },
      { allow: 'signed-in' },
    );
    expect(breakingChanges(base, wider)).toEqual([]);
  });

  it.each<[string, ContractDocument, string]>([
    [
      'a field becomes required',
      contract({ ...ASK, properties: { ...ASK.properties, r: text() }, required: ['q', 'r'] }, ANSWER),
      'request of ask/r: is now required',
    ],
    [
      'a field is no longer taken',
      contract({ properties: {} }, ANSWER),
      'request of ask/q: is no longer taken',
    ],
    [
      'a bound is tightened',
      contract({ ...ASK, properties: { q: text({ maxLength: 5, enum: ['a', 'b'] }) } }, ANSWER),
      'request of ask/q: maxLength is lower',
    ],
    [
      'a word is taken away',
      contract({ ...ASK, properties: { q: text({ maxLength: 10, enum: ['a'] }) } }, ANSWER),
      'request of ask/q: fewer words are allowed',
    ],
    [
      'a type changes',
      contract({ ...ASK, properties: { q: { type: 'integer' } } }, ANSWER),
      'request of ask/q: another type',
    ],
    [
      'a reply loses a field',
      contract(ASK, { properties: { id: text() }, required: ['id'] }),
      'reply of ask/note: is gone',
    ],
    [
      'a sure field becomes optional',
      contract(ASK, { properties: ANSWER.properties }),
      'reply of ask/id: may now be absent',
    ],
    [
      'fewer callers are allowed',
      contract(ASK, ANSWER, { allow: ['writer'] }),
      'operation ask is allowed to fewer callers',
    ],
    [
      'an address moves',
      contract(ASK, ANSWER, { http: 'GET /elsewhere' }),
      'operation ask has another address',
    ],
    [
      'a subject moves',
      contract(ASK, ANSWER, { subject: 'city.probe.v2.ask' }),
      'operation ask has another subject',
    ],
    ['an operation goes', { ...base, operations: {} }, 'operation ask is gone'],
    ['an event goes', { ...base, events: {} }, 'event asked is gone'],
  ])('are found when %s', (_what, changed, finding) => {
    expect(breakingChanges(base, changed)).toContain(finding);
  });
});
