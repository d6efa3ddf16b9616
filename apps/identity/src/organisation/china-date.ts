/** Calendar date in Asia/Shanghai (UTC+8, no summer time) of an instant. */
export function chinaDate(instant: Date): string {
  return new Date(instant.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}
