import type { Call } from '#libs/messaging';
import type { OutgoingChannel } from '../../contract/delivery.dto.js';
import type { NotificationMade } from '../../contract/notification.dto.js';
import type { Due } from '../delivery/delivery.js';

/** A way to people (渠道). A new one is a class of this kind in `Channels`. */
export interface Channel {
  readonly name: 'inApp' | OutgoingChannel;
  /** Takes what concerns it of a notification. Offering the same one again changes nothing. */
  offer(notification: NotificationMade, call: Call): Promise<void>;
}

/** How an attempt ended: taken, to be tried again, or never to be tried again. */
export type Outcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** A channel that leaves the city's own house: what it takes becomes deliveries, which it sends. */
export interface SendingChannel extends Channel {
  readonly name: OutgoingChannel;
  /** One attempt. The id of the message is the delivery's, at every attempt. Never throws for the other side's fault. */
  send(delivery: Due): Promise<Outcome>;
  /** A delivery was given up; the channel may draw its conclusions. */
  gaveUp?(delivery: Due, reason: string): Promise<void>;
}
