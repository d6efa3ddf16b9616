import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ownCall, ServiceRuntime } from '#libs/service-host';
import type { Outcome } from '../channel/channel.js';
import { Channels } from '../channel/channels.js';
import { decideOutcome, decideStart } from './decide-delivery.js';
import type { Due } from './delivery.js';
import { DeliveryStore } from './delivery.store.js';

const SWEEP_MS = 500;
const PAUSE_AFTER_FAILURE_MS = 2_000;
const AT_ONCE = 8;

/**
 * Sends what is due. Every instance sweeps; who begins an attempt is settled by the version of the delivery, so
 * two instances never begin the same one. An attempt whose process dies before its end is recorded comes again
 * under the same message id (at least once).
 */
@Injectable()
export class Dispatcher implements OnApplicationShutdown {
  private stopping = false;
  private rouse: (() => void) | undefined;
  private done: Promise<void> = Promise.resolve();

  constructor(
    private readonly runtime: ServiceRuntime,
    private readonly deliveries: DeliveryStore,
    private readonly channels: Channels,
  ) {
    runtime.beforeServing(async () => {
      this.done = this.run();
    });
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.rouse?.();
    await this.done;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      let pause = SWEEP_MS;
      try {
        if ((await this.sendDue()) > 0) continue;
      } catch (error) {
        this.runtime.logger.warn({ err: error }, 'deliveries will be tried again');
        pause = PAUSE_AFTER_FAILURE_MS;
      }
      await this.rest(pause);
    }
  }

  /** Makes one attempt of each delivery that is due, up to eight; returns how many were begun here. */
  private async sendDue(): Promise<number> {
    const rows = await this.deliveries.documents
      .find({ 'state.nextFireAt': { $lte: this.runtime.now().toISOString() } })
      .sort({ 'state.nextFireAt': 1 })
      .limit(AT_ONCE)
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    const begun = await Promise.all(rows.map(({ _id }) => this.attempt(_id)));
    return begun.filter(Boolean).length;
  }

  private async attempt(id: string): Promise<boolean> {
    const begun = await this.begin(id);
    if (!begun) return false;
    const channel = this.channels.sending(begun.channel);
    let outcome: Outcome;
    try {
      outcome = await channel.send(begun);
    } catch (error) {
      this.runtime.logger.error({ delivery: id, err: error }, 'a delivery failed by a defect of ours');
      outcome = { kind: 'failed', reason: 'internal error' };
    }
    const { state } = await this.deliveries.update(id, {}, this.call(), (current) =>
      decideOutcome(current.state, begun.attempts, outcome, this.runtime.now(), Math.random()),
    );
    if (state.state === 'failed') await channel.gaveUp?.({ ...state, id }, state.reason ?? '');
    return true;
  }

  private async begin(id: string): Promise<Due | undefined> {
    let mine = false;
    const { state } = await this.deliveries.update(id, {}, this.call(), (current) => {
      const events = decideStart(current.state, this.runtime.now());
      mine = events.length > 0;
      return events;
    });
    return mine ? { ...state, id } : undefined;
  }

  private call() {
    return ownCall(this.runtime.contract.name);
  }

  private async rest(milliseconds: number): Promise<void> {
    if (this.stopping) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
