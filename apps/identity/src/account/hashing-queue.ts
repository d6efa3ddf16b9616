import { availableParallelism } from 'node:os';
import { TooManySignIns } from '../../contract/problems.js';

/** Hashing eats a core and its memory while it runs: as many at once as there are cores, and never more than two. */
const AT_ONCE = Math.max(1, Math.min(2, availableParallelism()));
/** More than so many in the line are sent away: at some 0.2 s each, the last would wait too long anyway. */
const LONGEST_LINE = 64;
const RETRY_AFTER_SECONDS = 3;

/** Lets a few pieces of work run at once, in the order in which they came. */
export class HashingQueue {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly atOnce = AT_ONCE,
    private readonly longestLine = LONGEST_LINE,
  ) {}

  /** @throws Problem `too-many-sign-ins` when the line is full */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.atOnce) {
      if (this.waiting.length >= this.longestLine)
        throw TooManySignIns.with({ retryAfter: RETRY_AFTER_SECONDS });
      // The one that ends hands its place over: nobody who comes meanwhile can take it.
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.running++;
    }
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}
