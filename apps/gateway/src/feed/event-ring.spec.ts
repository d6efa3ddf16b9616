import { expect, test } from '@jest/globals';
import { EventRing } from './event-ring.js';
import type { FeedEvent } from './feed-event.js';

const event = (sequence: number, size = 10) => ({ sequence, frame: 'x'.repeat(size) }) as FeedEvent;
const sequences = (ring: EventRing, after: number, most = 100) =>
  ring.after(after, most).map(({ sequence }) => sequence);

test('holds everything above its floor', () => {
  const ring = new EventRing(10, 1_000, 5);
  for (const sequence of [6, 7, 9]) ring.push(event(sequence));
  expect([ring.floor, ring.head]).toEqual([5, 9]);
  expect(sequences(ring, 5)).toEqual([6, 7, 9]);
  expect(sequences(ring, 7)).toEqual([9]);
  expect(sequences(ring, 8)).toEqual([9]);
  expect(sequences(ring, 9)).toEqual([]);
  expect(sequences(ring, 5, 2)).toEqual([6, 7]);
});

test('its floor rises with the event that made room', () => {
  const ring = new EventRing(2, 1_000, 0);
  for (const sequence of [1, 2, 3, 4]) ring.push(event(sequence));
  expect(ring.floor).toBe(2);
  expect(sequences(ring, ring.floor)).toEqual([3, 4]);
});

test('is bounded in bytes as well', () => {
  const ring = new EventRing(100, 25, 0);
  for (const sequence of [1, 2, 3]) ring.push(event(sequence));
  expect(ring.floor).toBe(1);
  ring.push(event(4, 100));
  expect([ring.floor, sequences(ring, 0)]).toEqual([4, []]);
});

test('a message for nobody moves only the head', () => {
  const ring = new EventRing(10, 1_000, 0);
  ring.push(event(1));
  ring.skip(2);
  expect([ring.floor, ring.head, sequences(ring, 0)]).toEqual([0, 2, [1]]);
});
