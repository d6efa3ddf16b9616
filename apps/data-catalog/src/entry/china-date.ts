/** Calendar date in Asia/Shanghai (UTC+8, no summer time) of an instant. */
export function chinaDate(instant: string): string {
  return new Date(new Date(instant).getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}
