import { describe, expect, it } from '@jest/globals';
import { dueTime, isQuiet } from './due-time.js';

/** An instant by Beijing's clocks. */
const at = (time: string) => new Date(`2026-11-23T${time}:00.000+08:00`);
const night = { from: '22:00', to: '07:30' };

describe('the time of a mail', () => {
  it.each<[string, Parameters<typeof dueTime>, string]>([
    ['at once', [at('10:00'), 'normal', { digest: 'off' }], '2026-11-23T10:00'],
    ['at the end of the night', [at('23:10'), 'normal', { digest: 'off', quiet: night }], '2026-11-24T07:30'],
    [
      'at the end of the night, after midnight',
      [at('03:00'), 'low', { digest: 'off', quiet: night }],
      '2026-11-23T07:30',
    ],
    [
      'at once in the night when urgent',
      [at('23:10'), 'urgent', { digest: 'daily', quiet: night }],
      '2026-11-23T23:10',
    ],
    ['at the next full hour', [at('10:20'), 'normal', { digest: 'hourly' }], '2026-11-23T11:00'],
    ['an hour later when just full', [at('10:00'), 'normal', { digest: 'hourly' }], '2026-11-23T11:00'],
    ['at nine', [at('08:59'), 'normal', { digest: 'daily' }], '2026-11-23T09:00'],
    ['at nine of the next day', [at('09:00'), 'normal', { digest: 'daily' }], '2026-11-24T09:00'],
    [
      'after the night when the full hour is in it',
      [at('21:30'), 'normal', { digest: 'hourly', quiet: night }],
      '2026-11-24T07:30',
    ],
  ])('is %s', (_what, input, expected) => {
    const due = dueTime(...input);
    expect(due.at).toEqual(new Date(`${expected}:00.000+08:00`));
    expect(due.shared).toBe(due.at > input[0]);
  });

  it('has no quiet hours between equal ends', () => {
    expect(isQuiet(at('12:00'), { from: '12:00', to: '12:00' })).toBe(false);
  });
});
