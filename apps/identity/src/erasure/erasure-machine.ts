import type { CloudEvent } from '#libs/contract-kit';
import { type DomainEvent, happened } from '#libs/store';
import type {
  DecideErasure,
  ErasureConfirmation,
  ErasureConfirmed,
  ErasureHeld,
  ErasureRequested,
  ErasureState,
} from '../../contract/erasure.dto.js';
import { Identity } from '../../contract/index.js';
import { ErasureDecided, ErasureReasonNeeded } from '../../contract/problems.js';

/** An erasure request: who is to be forgotten, and how far that is. */
export interface Erasing {
  readonly state: ErasureState;
  readonly subject: string;
  readonly ground: string;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly reason?: string;
  readonly retainUntil?: string;
  readonly confirmations: readonly ErasureConfirmation[];
  readonly doneAt?: string;
}

const { events } = Identity;

/** Services that must confirm: those whose `dataErased` identity listens to. */
export const KEEPERS: readonly string[] = (Identity.consumers.confirmations ?? []).map(
  (reference) => reference.split('.')[0] ?? '',
);

/** Folds one event into the state; pure. */
export function applyToErasure(before: Erasing | undefined, event: CloudEvent<never>): Erasing {
  if (event.type === events.erasureRequested.subject) {
    const { subject, ground } = event.data as ErasureRequested;
    return {
      state: 'received',
      subject,
      ground,
      requestedBy: event.actor,
      requestedAt: event.time,
      confirmations: [],
    };
  }
  if (!before) throw new Error('an erasure begins with its request');
  switch (event.type) {
    case events.erasureHeld.subject: {
      const { decision, reason, retainUntil } = event.data as ErasureHeld;
      const state = decision === 'refuse' ? 'refused' : 'retained';
      return { ...before, state, reason, ...(retainUntil && { retainUntil }) };
    }
    case events.erasureOrdered.subject:
      return { ...before, state: 'erasing' };
    case events.erasureConfirmed.subject: {
      const { id: _id, ...confirmation } = event.data as ErasureConfirmed;
      return { ...before, confirmations: [...before.confirmations, confirmation] };
    }
    case events.erasureDone.subject:
      return { ...before, state: 'done', doneAt: event.time };
    default:
      return before;
  }
}

/** What an officer's decision leads to. @throws Problem `erasure-decided`, `erasure-reason-needed` */
export function decideOnErasure(
  { state, subject, retainUntil: held }: Erasing,
  { id, decision, reason, retainUntil }: DecideErasure,
  now: Date,
): readonly DomainEvent[] {
  if (state !== 'received' && state !== 'retained') throw ErasureDecided.with();
  if (decision === 'erase') {
    // A duty to keep that was written down ends at its time, not when somebody is impatient.
    if (held && new Date(held) > now)
      throw ErasureReasonNeeded.with({
        detail: { zh: `法定保存期至 ${held}`, en: `Must be kept until ${held}` },
      });
    return [happened(events.erasureOrdered, { id, subject })];
  }
  if (!reason) throw ErasureReasonNeeded.with();
  if (decision === 'refuse') return [happened(events.erasureHeld, { id, decision, reason })];
  if (!retainUntil || new Date(retainUntil) <= now) throw ErasureReasonNeeded.with();
  return [happened(events.erasureHeld, { id, decision, reason, retainUntil })];
}

/** What a service's confirmation leads to; a repeated one to nothing. The last one ends the erasure. */
export function confirmErasure(
  { state, confirmations }: Erasing,
  id: string,
  confirmation: ErasureConfirmation,
): readonly DomainEvent[] {
  if (state !== 'erasing') return [];
  const have = new Set(confirmations.map(({ service }) => service));
  if (have.has(confirmation.service) || !KEEPERS.includes(confirmation.service)) return [];
  const confirmed = happened(events.erasureConfirmed, { id, ...confirmation });
  const all = KEEPERS.every((service) => have.has(service) || service === confirmation.service);
  return all ? [confirmed, happened(events.erasureDone, { id })] : [confirmed];
}
