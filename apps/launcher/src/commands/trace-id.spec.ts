import { expect, test } from '@jest/globals';
import { traceIdIn } from './trace-id.js';

const ID = '0af7651916cd43dd8448eb211c80319c';

test.each([
  ['the id', ID],
  ['the id in capitals, with spaces around', ` ${ID.toUpperCase()} `],
  ['the id written like a UUID', '0af76519-16cd-43dd-8448-eb211c80319c'],
  ['a traceparent', `00-${ID}-b7ad6b7169203331-01`],
  ['a problem', JSON.stringify({ code: 'not-allowed-now', status: 409, traceId: ID })],
])('a trace id is found in %s', (_what, given) => {
  expect(traceIdIn(given)).toBe(ID);
});

test.each(['', 'abc', `${ID}0`, '{"traceId": 5}', '{broken', `x${ID.slice(1)}`])('%p holds none', (given) => {
  expect(() => traceIdIn(given)).toThrow('There is no trace id');
});
