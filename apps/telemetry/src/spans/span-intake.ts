import type { Subscription } from '@nats-io/transport-node';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { spansSubject } from '#libs/contract-kit';
import { ServiceRuntime } from '#libs/service-host';
import type { DroppedSpans } from '../../contract/figures.dto.js';
import type { FlowSpan } from '../flow/span-tree.js';
import { readBatch } from './read-batch.js';
import { SpanStore } from './span.store.js';

const PAUSE_MS = 150;
const MOST_AT_ONCE = 1_000;
/** Spans that wait for the database; what comes on top is dropped and counted. */
const MOST_WAITING = 10_000;
const BURST_SECONDS = 5;
const EVICT_EVERY_MS = 15_000;

/**
 * Takes the spans that every process tells, and writes them in batches. Bounded on every side: what does not
 * fit is dropped and counted. Nobody waits for it.
 */
@Injectable()
export class SpanIntake implements OnApplicationShutdown {
  kept = 0;
  readonly dropped: DroppedSpans = {
    bySender: 0,
    overRate: 0,
    overBacklog: 0,
    overTrace: 0,
    malformed: 0,
    evicted: 0,
  };
  private waiting: FlowSpan[] = [];
  private allowance: number;
  private filledAt = performance.now();
  private subscription: Subscription | undefined;
  private writing: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private evictor: NodeJS.Timeout | undefined;

  constructor(
    private readonly runtime: ServiceRuntime,
    private readonly store: SpanStore,
  ) {
    this.allowance = store.limits.spansPerSecond * BURST_SECONDS;
    runtime.beforeServing(async () => this.start());
  }

  private start(): void {
    const { connection, contract } = this.runtime;
    this.subscription = connection.subscribe(spansSubject('*'), {
      queue: contract.name,
      callback: (error, message) => {
        // The last part of the subject is the NATS user: only that user may publish there.
        if (!error) this.take(message.subject.split('.').at(-1) ?? 'unknown', message.data);
      },
    });
    this.evictor = setInterval(() => void this.evict(), EVICT_EVERY_MS).unref();
  }

  /** Writes what still waits. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.evictor);
    await this.subscription?.drain();
    clearTimeout(this.timer);
    await this.write();
  }

  private take(node: string, body: Uint8Array): void {
    const { spans, malformed, dropped } = readBatch(node, body, Date.now());
    this.dropped.malformed += malformed;
    this.dropped.bySender += dropped;
    const allowed = spans.slice(0, this.allow(spans.length));
    this.dropped.overRate += spans.length - allowed.length;
    const room = Math.max(0, MOST_WAITING - this.waiting.length);
    const fitting = allowed.slice(0, room);
    this.dropped.overBacklog += allowed.length - fitting.length;
    this.waiting.push(...fitting);
    if (this.waiting.length > 0) this.timer ??= setTimeout(() => void this.write(), PAUSE_MS);
  }

  /** How many of so many spans the rate allows now. */
  private allow(wanted: number): number {
    const { spansPerSecond } = this.store.limits;
    const now = performance.now();
    const filled = this.allowance + ((now - this.filledAt) / 1_000) * spansPerSecond;
    this.filledAt = now;
    this.allowance = Math.min(filled, spansPerSecond * BURST_SECONDS);
    const allowed = Math.min(wanted, Math.floor(this.allowance));
    this.allowance -= allowed;
    return allowed;
  }

  /** One write after another; spans that come meanwhile wait. */
  private write(): Promise<void> {
    this.timer = undefined;
    this.writing = this.writing.then(async () => {
      while (this.waiting.length > 0) {
        const batch = this.waiting.slice(0, MOST_AT_ONCE);
        this.waiting = this.waiting.slice(MOST_AT_ONCE);
        try {
          const { kept, overTrace } = await this.store.keep(batch);
          this.kept += kept;
          this.dropped.overTrace += overTrace;
        } catch (error) {
          this.dropped.overBacklog += batch.length;
          this.runtime.logger.warn({ err: error, spans: batch.length }, 'spans were not kept');
        }
      }
    });
    return this.writing;
  }

  private async evict(): Promise<void> {
    try {
      this.dropped.evicted += await this.store.evict();
    } catch (error) {
      this.runtime.logger.warn({ err: error }, 'old spans were not removed; will try again');
    }
  }
}
