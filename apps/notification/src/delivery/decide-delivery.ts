import { NotAllowedNow } from '#libs/contract-kit';
import { type DomainEvent, happened } from '#libs/store';
import { Notification } from '../../contract/index.js';
import type { Outcome } from '../channel/channel.js';
import type { Delivery } from './delivery.js';

/* Decisions of the delivery: pure functions from (state, time, what happened) to events. */

const { events } = Notification;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Milliseconds to the next attempt after the first, second, … one of a round; none after the last. About a day. */
export const BACK_OFF_MS = [
  5 * SECOND,
  MINUTE,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  6 * HOUR,
  12 * HOUR,
] as const;

/** An attempt of which nothing is heard is made again after this; every channel ends its own sooner. */
export const ATTEMPT_LOST_MS = MINUTE;

/** Begins an attempt; nothing when it is not due, or another instance has begun one. */
export function decideStart(delivery: Delivery, now: Date): DomainEvent[] {
  if (delivery.state !== 'waiting' || !delivery.nextFireAt) return [];
  if (delivery.nextFireAt > now.toISOString()) return [];
  const until = new Date(now.getTime() + ATTEMPT_LOST_MS).toISOString();
  return [happened(events.deliveryStarted, { attempt: delivery.attempts + 1, until })];
}

/** Records how attempt number `attempt` ended; nothing when another one has begun or it is over. */
export function decideOutcome(
  delivery: Delivery,
  attempt: number,
  outcome: Outcome,
  now: Date,
  jitter: number,
): DomainEvent[] {
  if (delivery.state !== 'waiting' || delivery.attempts !== attempt) return [];
  if (outcome.kind === 'delivered') return [happened(events.deliverySucceeded, { attempt })];
  const pause = BACK_OFF_MS[delivery.round - 1];
  if (outcome.kind === 'refused' || pause === undefined)
    return [happened(events.deliveryGivenUp, { reason: outcome.reason })];
  // Up to a tenth later, so that what failed together does not come back together.
  const due = new Date(now.getTime() + pause * (1 + jitter / 10)).toISOString();
  return [happened(events.deliveryPostponed, { reason: outcome.reason, due })];
}

/** A new round, asked for by hand. @throws Problem `not-allowed-now` while it waits */
export function decideRetry(delivery: Delivery, now: Date): DomainEvent[] {
  if (delivery.state === 'waiting') throw NotAllowedNow.with({ allowed: [] });
  return [happened(events.deliveryRetried, { due: now.toISOString() })];
}

/** One more notification for a message that has not been tried yet; `undefined` when it is too late for that. */
export function decideExtension(delivery: Delivery, notification: string): DomainEvent[] | undefined {
  if (delivery.notifications.includes(notification)) return [];
  if (
    delivery.state !== 'waiting' ||
    delivery.attempts > 0 ||
    delivery.notifications.length >= MOST_IN_DIGEST
  )
    return undefined;
  return [happened(events.deliveryExtended, { notification })];
}

const MOST_IN_DIGEST = 200;
