import { describe, expect, it } from '@jest/globals';
import { TestClock } from './test-clock.js';

describe('the clock of a test', () => {
  it('runs on from where it is set, moves on, and comes back', () => {
    const clock = new TestClock();
    clock.set('2027-02-05T08:00:00Z');
    const since = () => clock.now().getTime() - Date.parse('2027-02-05T08:00:00Z');
    expect(since()).toBeLessThan(1_000);
    expect(since()).toBeGreaterThanOrEqual(0);
    clock.advance(60_000);
    expect(since()).toBeGreaterThanOrEqual(60_000);
    clock.reset();
    expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(1_000);
    expect(() => clock.advance(-1)).toThrow(RangeError);
    expect(() => clock.advance(Number.NaN)).toThrow(RangeError);
  });
});
