import { describe, expect, it } from '@jest/globals';
import { runSuite } from './run-suite.js';
import type { Target } from './target.js';

const target = {} as Target;
const suite = {
  service: 'sample',
  groups: [
    {
      title: 'first',
      scenarios: [
        { name: 'holds', run: async () => undefined },
        { name: 'breaks', run: async () => Promise.reject(new Error('expected 1, came 2')) },
        { name: 'hangs', run: () => new Promise<void>(() => undefined) },
      ],
    },
    { title: 'second', scenarios: [{ name: 'holds too', run: async () => undefined }] },
  ],
};

describe('running a conformance suite', () => {
  it('runs every scenario, whatever became of the one before, and says why one failed', async () => {
    const heard: string[] = [];
    const results = await runSuite(suite, target, { limitMs: 50, onResult: ({ name }) => heard.push(name) });
    expect(results.map(({ name, passed }) => [name, passed])).toEqual([
      ['holds', true],
      ['breaks', false],
      ['hangs', false],
      ['holds too', true],
    ]);
    expect(results[1]?.failure).toBe('expected 1, came 2');
    expect(results[2]?.failure).toMatch(/50 ms/);
    expect(heard).toHaveLength(4);
  });

  it('runs only what is asked for', async () => {
    const results = await runSuite(suite, target, { only: /second/ });
    expect(results.map(({ name }) => name)).toEqual(['holds too']);
  });
});
