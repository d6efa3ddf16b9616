import type { CloudEvent } from '#libs/contract-kit';
import type {
  DeliveryExtended,
  DeliveryGivenUp,
  DeliveryPostponed,
  DeliveryQueued,
  DeliveryRetried,
  DeliveryStarted,
  DeliveryState,
  OutgoingChannel,
} from '../../contract/delivery.dto.js';
import { Notification } from '../../contract/index.js';

/** State of a delivery (投递). Its timer is `nextFireAt`, in the state and indexed (decision 6). */
export interface Delivery {
  readonly channel: OutgoingChannel;
  readonly target: string;
  readonly notifications: readonly string[];
  readonly state: DeliveryState;
  /** All attempts; `round` counts those since it was queued or retried. */
  readonly attempts: number;
  readonly round: number;
  readonly nextFireAt?: string;
  readonly reason?: string;
  readonly createdAt: string;
  readonly deliveredAt?: string;
  readonly finishedAt?: string;
}

/** A delivery that is due, with its id. */
export type Due = Delivery & { readonly id: string };

const { events } = Notification;

/** Folds one event into the state; pure. */
export function applyToDelivery(state: Delivery | undefined, event: CloudEvent<never>): Delivery {
  if (event.type === events.deliveryQueued.subject) {
    const { channel, target, notifications, due } = event.data as DeliveryQueued;
    const counters = { state: 'waiting' as const, attempts: 0, round: 0, createdAt: event.time };
    return { channel, target, notifications, nextFireAt: due, ...counters };
  }
  if (!state) throw new Error(`delivery ${event.aggregateid} has no beginning`);
  switch (event.type) {
    case events.deliveryExtended.subject: {
      const { notification } = event.data as DeliveryExtended;
      return { ...state, notifications: [...state.notifications, notification] };
    }
    case events.deliveryStarted.subject: {
      const { attempt, until } = event.data as DeliveryStarted;
      return { ...state, attempts: attempt, round: state.round + 1, nextFireAt: until };
    }
    case events.deliverySucceeded.subject: {
      const { reason: _reason, ...rest } = finished(state, event, 'delivered');
      return { ...rest, deliveredAt: event.time };
    }
    case events.deliveryPostponed.subject: {
      const { reason, due } = event.data as DeliveryPostponed;
      return { ...state, reason, nextFireAt: due };
    }
    case events.deliveryGivenUp.subject:
      return { ...finished(state, event, 'failed'), reason: (event.data as DeliveryGivenUp).reason };
    case events.deliveryRetried.subject: {
      const { finishedAt: _finishedAt, ...rest } = state;
      return { ...rest, state: 'waiting', round: 0, nextFireAt: (event.data as DeliveryRetried).due };
    }
    default:
      throw new Error(`delivery ${event.aggregateid} has an unknown event ${event.type}`);
  }
}

function finished(state: Delivery, event: CloudEvent<never>, to: 'delivered' | 'failed'): Delivery {
  const { nextFireAt: _nextFireAt, ...rest } = state;
  return { ...rest, state: to, finishedAt: event.time };
}
