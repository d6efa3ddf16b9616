export interface BackOffLimits {
  /** First delay and longest delay, in ms. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** After this long in health the next crash counts as the first again. */
  readonly forgetAfterMs: number;
}

export const DEFAULT_BACK_OFF: BackOffLimits = { firstMs: 100, longestMs: 5_000, forgetAfterMs: 30_000 };

/** Exponential delays between restarts of one process. */
export class BackOff {
  private failures = 0;

  constructor(private readonly limits: BackOffLimits = DEFAULT_BACK_OFF) {}

  /** The delay before the next restart, in ms, given how long the process had been ready (0: never). */
  next(healthyMs: number): number {
    if (healthyMs >= this.limits.forgetAfterMs) this.failures = 0;
    const delay = Math.min(this.limits.firstMs * 2 ** this.failures, this.limits.longestMs);
    this.failures += 1;
    return delay;
  }
}
