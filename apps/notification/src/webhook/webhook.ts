import type { CloudEvent } from '#libs/contract-kit';
import { Notification } from '../../contract/index.js';
import type { WebhookDisabled, WebhookRegistered, WebhookState } from '../../contract/webhook.dto.js';

/** State of a webhook (消息接口). Address and secrets are in its file, outside events. */
export interface Webhook {
  /** Address of the owner: a subject, or the administrators of an organisation. */
  readonly owner: string;
  readonly organisation?: string;
  readonly description: string;
  readonly rules?: readonly string[];
  readonly state: WebhookState;
  readonly reason?: string;
  readonly createdAt: string;
}

/** What no event holds. */
export interface WebhookFile {
  readonly url?: string;
  readonly secret?: string;
  readonly previousSecret?: string;
  /** Until when messages are also signed by the secret before. */
  readonly previousUntil?: string;
}

const { events } = Notification;

/** Folds one event into the state; pure. */
export function applyToWebhook(state: Webhook | undefined, event: CloudEvent<never>): Webhook {
  if (event.type === events.webhookRegistered.subject) {
    const { id: _id, ...registered } = event.data as WebhookRegistered;
    return { ...registered, state: 'unverified', createdAt: event.time };
  }
  if (!state) throw new Error(`webhook ${event.aggregateid} has no beginning`);
  const { reason: _reason, ...rest } = state;
  switch (event.type) {
    case events.webhookVerified.subject:
      return { ...rest, state: 'active' };
    case events.webhookSecretRotated.subject:
      return state;
    case events.webhookDisabled.subject:
      return { ...state, state: 'disabled', reason: (event.data as WebhookDisabled).reason };
    case events.webhookRemoved.subject:
      return { ...rest, state: 'removed' };
    default:
      throw new Error(`webhook ${event.aggregateid} has an unknown event ${event.type}`);
  }
}
