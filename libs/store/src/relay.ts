import { randomUUID } from 'node:crypto';
import { type AnyBulkWriteOperation, type Collection, MongoBulkWriteError } from 'mongodb';
import type { CloudEvent } from '#libs/contract-kit';
import type { AggregateDocument } from './aggregate.js';
import { Lease } from './lease.js';
import type { KeptEvent, ServiceStore } from './service-store.js';

export interface RelayPorts {
  readonly store: ServiceStore;
  /** Returns when the stream has stored the event. */
  publish(event: CloudEvent): Promise<void>;
  /** Tells other instances that there is something to relay. */
  announce(): void;
  failed(error: unknown): void;
}

/** An aggregate with events to be moved. */
type Waiting = Pick<AggregateDocument<object>, '_id' | 'pending'>;

const BATCH = 128;
const SWEEP_MS = 500;
const PAUSE_AFTER_FAILURE_MS = 500;

/**
 * Moves events from the aggregates to the stream and then to the service's history: publish, keep, pull.
 * One relay of a service is active at a time (lease). It wakes on commit, and sweeps in case a wake was lost
 * or a process died between the steps; each step may be repeated without harm.
 */
export class Relay {
  private readonly lease: Lease;
  private stopping = false;
  private woken = true;
  private rouse: (() => void) | undefined;
  private done: Promise<void> = Promise.resolve();
  /** Events moved since start. */
  moved = 0;

  constructor(private readonly ports: RelayPorts) {
    this.lease = new Lease(ports.store.db, 'relay', randomUUID());
  }

  start(): void {
    this.ports.store.onCommit(() => {
      this.wake();
      if (!this.lease.heldForSure) this.ports.announce();
    });
    this.done = this.run();
  }

  /** Something was committed, here or elsewhere. */
  wake(): void {
    this.woken = true;
    this.rouse?.();
  }

  /** True while this instance's relay is the active one. */
  get active(): boolean {
    return this.lease.heldForSure;
  }

  /** Moves what is there once more, then gives up the lease. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.rouse?.();
    await this.done;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      let pause = SWEEP_MS;
      this.woken = false;
      try {
        if ((!this.lease.due && this.lease.heldForSure) || (await this.lease.hold())) await this.moveAll();
      } catch (error) {
        this.ports.failed(error);
        pause = PAUSE_AFTER_FAILURE_MS;
      }
      await this.rest(pause);
    }
    if (!this.lease.heldForSure) return; // nothing to give up
    try {
      await this.moveAll();
      await this.lease.release();
    } catch (error) {
      this.ports.failed(error); // the sweep of the next start takes over
    }
  }

  private async rest(milliseconds: number): Promise<void> {
    if (this.woken || this.stopping) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.rouse = undefined;
  }

  /** What cannot be moved holds up nothing else; its error comes once the rest is moved. */
  private async moveAll(): Promise<void> {
    const errors: unknown[] = [];
    for (const { documents } of this.ports.store.aggregates) {
      try {
        while (await this.moveBatch(documents as unknown as Collection<AggregateDocument<object>>)) {
          if (this.lease.due && !(await this.lease.hold())) return;
        }
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  /** Moves the events of up to 128 aggregates; true when there may be more. */
  private async moveBatch(documents: Collection<AggregateDocument<object>>): Promise<boolean> {
    const waiting = await documents
      .find({ pendingAt: { $type: 'date' } })
      .sort({ pendingAt: 1 })
      .limit(BATCH)
      .project<Waiting>({ pending: 1 })
      .toArray();
    if (waiting.length === 0 || !this.lease.heldForSure) return false;
    const { published, errors } = await this.publishInOrder(waiting);
    const events = published.flatMap(({ pending }) => pending);
    await this.keep(events);
    if (published.length > 0) await documents.bulkWrite(published.map(pull), { ordered: false });
    this.moved += events.length;
    if (errors.length > 0) throw errors[0];
    return waiting.length === BATCH;
  }

  /**
   * Aggregates side by side, the events of each one after another: a failure never reorders, and stops its
   * own aggregate only. Returns what the stream has stored of each.
   */
  private async publishInOrder(
    waiting: readonly Waiting[],
  ): Promise<{ published: Waiting[]; errors: unknown[] }> {
    const published: Waiting[] = [];
    const errors: unknown[] = [];
    await Promise.all(
      waiting.map(async ({ _id, pending }) => {
        const stored: CloudEvent[] = [];
        try {
          for (const event of pending) {
            await this.ports.publish(event);
            stored.push(event);
          }
        } catch (error) {
          errors.push(error);
        }
        if (stored.length > 0 || pending.length === 0) published.push({ _id, pending: stored });
      }),
    );
    return { published, errors };
  }

  private async keep(events: readonly CloudEvent[]): Promise<void> {
    if (events.length === 0) return;
    const kept: KeptEvent[] = events.map((event) => ({ _id: event.id, ...event }));
    try {
      await this.ports.store.events.insertMany(kept, { ordered: false });
    } catch (error) {
      // Kept by the try before, which then died or lost its connection.
      const again =
        error instanceof MongoBulkWriteError &&
        [error.writeErrors].flat().every(({ code }) => code === 11000);
      if (!again) throw error;
    }
  }
}

/** Takes the moved events out of the aggregate; what was committed meanwhile stays. */
function pull(moved: Waiting): AnyBulkWriteOperation<AggregateDocument<object>> {
  const ids = moved.pending.map((event) => event.id);
  const rest = { $filter: { input: '$pending', cond: { $not: [{ $in: ['$$this.id', ids] }] } } };
  return {
    updateOne: {
      filter: { _id: moved._id },
      update: [
        { $set: { pending: rest } },
        // What is left came since, or was refused just now: a busy aggregate is not one that waits.
        { $set: { pendingAt: { $cond: [{ $eq: ['$pending', []] }, '$$REMOVE', '$$NOW'] } } },
      ],
    },
  };
}
