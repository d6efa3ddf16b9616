import { describe, expect, it } from '@jest/globals';
import { foundDepartment, startWholeCity } from './support/test-city.js';

describe('a city in one process', () => {
  it('serves the same commands, and leaves no process behind when it stops', async () => {
    const whole = await startWholeCity({}, 'single');
    try {
      expect(whole.city.processes().map(({ name }) => name)).toEqual(['mongod', 'nats-server', 'city']);
      const { editor, leaf } = await foundDepartment(whole.operator, 'single');
      const client = await whole.as(editor);
      const fields = { title: '单进程城市的目录', classifications: [leaf] };
      const entry = await client.post<{ publishState: string }>('/catalog/entries', fields, 'single-entry');
      expect(entry.publishState).toBe('draft');
    } finally {
      const pids = whole.city.processes().map(({ pid }) => pid);
      await whole.stop();
      for (const pid of pids) expect(isAlive(pid)).toBe(false);
    }
  });
});

function isAlive(pid: number | undefined): boolean {
  try {
    process.kill(pid as number, 0);
    return true;
  } catch {
    return false;
  }
}
