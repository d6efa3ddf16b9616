const OFFSET_MS = 8 * 3_600_000;

/** Calendar date in Asia/Shanghai (UTC+8, no summer time). */
export function chinaDate(instant: Date): string {
  return new Date(instant.getTime() + OFFSET_MS).toISOString().slice(0, 10);
}

/** Time of day in Asia/Shanghai, `HH:MM`. */
export function chinaClock(instant: Date): string {
  return new Date(instant.getTime() + OFFSET_MS).toISOString().slice(11, 16);
}

/** The first instant after `instant` (or `instant` itself) at which the clocks in Asia/Shanghai show `clock`. */
export function nextAtClock(instant: Date, clock: string): Date {
  const today = new Date(`${chinaDate(instant)}T${clock}:00.000+08:00`);
  return today >= instant ? today : new Date(today.getTime() + 86_400_000);
}
