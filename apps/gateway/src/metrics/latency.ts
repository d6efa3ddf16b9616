/** One line of a histogram: how many took at most `le` seconds. */
export interface Bucket {
  /** Upper bound in seconds; `Infinity` for the last. */
  readonly le: number;
  /** Requests at or below the bound. */
  readonly count: number;
}

/**
 * The time in milliseconds within which the given part of the requests was answered, estimated as Prometheus's
 * `histogram_quantile` does: evenly spread within a bucket. Beyond the last bound the bound itself is all one knows.
 * `undefined` when nothing was counted.
 */
export function quantileMs(part: number, buckets: readonly Bucket[]): number | undefined {
  const sorted = [...buckets].sort((left, right) => left.le - right.le);
  const total = sorted.at(-1)?.count ?? 0;
  if (total === 0) return undefined;
  const wanted = part * total;
  let below: Bucket = { le: 0, count: 0 };
  for (const bucket of sorted) {
    if (bucket.count >= wanted) {
      if (bucket.le === Number.POSITIVE_INFINITY) return below.le * 1000;
      const within = bucket.count - below.count;
      const share = within === 0 ? 1 : (wanted - below.count) / within;
      return (below.le + (bucket.le - below.le) * share) * 1000;
    }
    below = bucket;
  }
  return below.le * 1000;
}
