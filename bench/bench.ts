import type { BenchCity } from './bench-city.js';
import type { BenchResult } from './harness.js';

/** What the command line gives to a bench. */
export interface BenchContext {
  readonly rounds: number;
  /** Also sample the CPU of the service process and of the client. */
  readonly profile: boolean;
  /** Servers and service process, started when first asked for. */
  city(): Promise<BenchCity>;
}

/** A bench in the list. */
export interface Bench {
  readonly name: string;
  readonly summary: string;
  run(context: BenchContext): Promise<BenchResult>;
}
