import { describe, expect, it } from '@jest/globals';
import { quantileMs } from './latency.js';

const BUCKETS = [
  { le: Number.POSITIVE_INFINITY, count: 100 },
  { le: 0.01, count: 50 },
  { le: 0.1, count: 90 },
];

describe('a quantile of a histogram', () => {
  it('is spread evenly within its bucket', () => {
    expect(quantileMs(0.5, BUCKETS)).toBeCloseTo(10);
    expect(quantileMs(0.25, BUCKETS)).toBeCloseTo(5);
    expect(quantileMs(0.7, BUCKETS)).toBeCloseTo(55);
  });

  it('is the last bound for what lies beyond it', () => {
    expect(quantileMs(0.95, BUCKETS)).toBeCloseTo(100);
  });

  it('is not known when nothing was counted', () => {
    expect(quantileMs(0.5, [])).toBeUndefined();
    expect(quantileMs(0.5, [{ le: 1, count: 0 }])).toBeUndefined();
  });
});
