import { availableParallelism } from 'node:os';
import { TooManySignIns } from '../../contract/problems.js';

/** Hashing eats a core and its memory while it runs: as many at once as there are cores, and never more than two. */
const AT_ONCE = Math.max(1, Math.min(2, availableParallelism()));
/** Sign-ins that may wait: at some 0.25 s each, the last of them is through before its caller gives up. */
const LONGEST_LINE = 24;
/** Nobody waits for the answer any more (callers give up after 5 s): the work would be for nothing. */
const LONGEST_WAIT_MS = 4_000;
const RETRY_AFTER_SECONDS = 3;

interface Bounds {
  readonly atOnce: number;
  readonly longestLine: number;
  readonly longestWaitMs: number;
}

/** Lets a few pieces of work run at once, in the order in which they came. */
export class HashingQueue {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly bounds: Bounds = {
      atOnce: AT_ONCE,
      longestLine: LONGEST_LINE,
      longestWaitMs: LONGEST_WAIT_MS,
    },
  ) {}

  /** Work that anybody can ask for. @throws Problem `too-many-sign-ins` when the line is full, or was too slow */
  async offer<T>(work: () => Promise<T>): Promise<T> {
    if (this.waiting.length >= this.bounds.longestLine) throw TOO_MANY();
    const cameAt = Date.now();
    return this.run(async () => {
      if (Date.now() - cameAt > this.bounds.longestWaitMs) throw TOO_MANY();
      return work();
    });
  }

  /** Work for somebody who is known: it stands in the same line, and is never sent away. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < this.bounds.atOnce) this.running++;
    // The one that ends hands its place over: nobody who comes meanwhile can take it.
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}

const TOO_MANY = () => TooManySignIns.with({ retryAfter: RETRY_AFTER_SECONDS });
