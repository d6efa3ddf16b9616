/**
 * The clock of services under test, given to `TestCity.serve` as `clock.now`. It runs like the computer's, but ahead of
 * it as far as it is told; timers of the domain that look at it fire accordingly. Beyond it: tokens and deadlines of
 * requests, which go by the computer's clock on both sides.
 */
export class TestClock {
  /** Milliseconds ahead of the computer's clock. */
  ahead = 0;

  readonly now = (): Date => new Date(Date.now() + this.ahead);

  /** Moves on by so many milliseconds; never back, as clocks of services do not. @throws RangeError */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError(`a clock does not go back: ${ms}`);
    this.ahead += ms;
  }

  /** Sets the time, from where it runs on. */
  set(instant: Date | string): void {
    this.ahead = new Date(instant).getTime() - Date.now();
  }

  /** The computer's time again. */
  reset(): void {
    this.ahead = 0;
  }
}
