import { Injectable } from '@nestjs/common';
import { v5 as uuidFromName } from 'uuid';
import type { Call } from '#libs/messaging';
import { ServiceRuntime } from '#libs/service-host';
import { AggregateStore, type AggregateType, happened } from '#libs/store';
import type { DeliveryQueued } from '../../contract/delivery.dto.js';
import { Notification } from '../../contract/index.js';
import { decideExtension } from './decide-delivery.js';
import { applyToDelivery, type Delivery } from './delivery.js';

const NAMESPACE = 'f4a1d2c3-7b6e-5c1d-a0e9-2d3c4b5a6f70';
const { deliveryQueued } = Notification.events;

const DELIVERY: AggregateType<Delivery> = {
  name: 'delivery',
  schemaVersion: 1,
  apply: applyToDelivery,
  indexes: [
    {
      key: { 'state.nextFireAt': 1 },
      name: 'timer',
      partialFilterExpression: { 'state.nextFireAt': { $exists: true } },
    },
    { key: { 'state.createdAt': -1, _id: -1 }, name: 'newest' },
    { key: { 'state.state': 1, 'state.createdAt': -1, _id: -1 }, name: 'newest_in_state' },
    { key: { 'state.target': 1, 'state.createdAt': -1, _id: -1 }, name: 'newest_to_target' },
    { key: { 'state.target': 1, 'state.finishedAt': -1 }, name: 'last_finished_to_target' },
  ],
};

/** Thrown and caught here: the delivery is there already. */
class QueuedBefore extends Error {}

/** What is to be sent: to whom, of which notification, when; `shared` puts what is due together into one message. */
export type ToSend = Omit<DeliveryQueued, 'id' | 'notifications'> & { notification: string; shared: boolean };

/** Deliveries in MongoDB. */
@Injectable()
export class DeliveryStore extends AggregateStore<Delivery> {
  constructor(runtime: ServiceRuntime) {
    super(DELIVERY, runtime.store);
  }

  /** Queues a message once for each notification and target, however often it is asked for. */
  async queue({ notification, shared, ...rest }: ToSend, call: Call): Promise<void> {
    const alone = deliveryId(rest, notification);
    if (!shared) return this.open(alone, { ...rest, notifications: [notification] }, call);
    if (await this.find(alone)) return; // queued by itself at an earlier try
    const message = deliveryId(rest, rest.due);
    try {
      await this.openNew(message, { ...rest, notifications: [notification] }, call);
    } catch (error) {
      if (!(error instanceof QueuedBefore)) throw error;
      if (!(await this.extend(message, notification, call)))
        await this.open(alone, { ...rest, notifications: [notification] }, call);
    }
  }

  private async open(id: string, queued: Omit<DeliveryQueued, 'id'>, call: Call): Promise<void> {
    try {
      await this.openNew(id, queued, call);
    } catch (error) {
      if (!(error instanceof QueuedBefore)) throw error;
    }
  }

  private async openNew(id: string, queued: Omit<DeliveryQueued, 'id'>, call: Call): Promise<void> {
    const decide = () => [happened(deliveryQueued, { id, ...queued })];
    await this.create(id, queued, call, decide, () => new QueuedBefore());
  }

  private async extend(id: string, notification: string, call: Call): Promise<boolean> {
    let fits = true;
    await this.update(id, { notification }, call, ({ state }) => {
      const events = decideExtension(state, notification);
      fits = events !== undefined;
      return events ?? [];
    });
    return fits;
  }
}

function deliveryId({ channel, target }: Pick<DeliveryQueued, 'channel' | 'target'>, what: string): string {
  return uuidFromName(`${channel}\n${target}\n${what}`, NAMESPACE);
}
