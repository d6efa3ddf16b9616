import type { SetPreferences } from '../../contract/preferences.dto.js';
import type { Urgency } from '../../contract/rule.js';
import { chinaClock, nextAtClock } from '../china-time.js';

const DIGEST_CLOCK = '09:00';
const HOUR_MS = 3_600_000;

/** When a mail is to be sent, and whether it shares one message with others of that time. */
export interface DueTime {
  readonly at: Date;
  readonly shared: boolean;
}

/**
 * When a person wants a mail: the urgent at once; others at the next digest, and never in quiet hours, after
 * which what has come together is one message.
 */
export function dueTime(
  now: Date,
  urgency: Urgency,
  { digest, quiet }: Pick<SetPreferences, 'digest' | 'quiet'>,
): DueTime {
  if (urgency === 'urgent') return { at: now, shared: false };
  const planned =
    digest === 'hourly'
      ? new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS + HOUR_MS)
      : digest === 'daily'
        ? nextAtClock(new Date(now.getTime() + 1), DIGEST_CLOCK)
        : now;
  const at = quiet && isQuiet(planned, quiet) ? nextAtClock(planned, quiet.to) : planned;
  return { at, shared: at > now };
}

/** Whether the hours, which may pass midnight, hold the instant. Equal ends are no hours at all. */
export function isQuiet(instant: Date, { from, to }: { from: string; to: string }): boolean {
  const clock = chinaClock(instant);
  return from <= to ? from <= clock && clock < to : clock >= from || clock < to;
}
