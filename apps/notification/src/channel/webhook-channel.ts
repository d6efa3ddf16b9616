import { Injectable } from '@nestjs/common';
import { roleOfAddress } from '#libs/access';
import type { Call } from '#libs/messaging';
import { ownCall, ServiceRuntime } from '#libs/service-host';
import { happened } from '#libs/store';
import { Notification } from '../../contract/index.js';
import type { NotificationMade } from '../../contract/notification.dto.js';
import type { Due } from '../delivery/delivery.js';
import { DeliveryStore } from '../delivery/delivery.store.js';
import { NotificationStore } from '../notice/notification.store.js';
import { takes } from '../reader/mailbox.js';
import { MailboxStore } from '../reader/mailbox.store.js';
import { NotificationSettings } from '../settings.js';
import { postMessage } from '../webhook/post-message.js';
import { signedHeaders } from '../webhook/signature.js';
import type { WebhookFile } from '../webhook/webhook.js';
import { organisationOwner, WebhookStore } from '../webhook/webhook.store.js';
import type { Outcome, SendingChannel } from './channel.js';

/** So many deliveries given up one after another disable the endpoint. */
const FAILURES_BEFORE_DISABLED = 5;
const GONE = 'HTTP 410';

/** Messages to endpoints that organisations or people registered. Machines keep no quiet hours. */
@Injectable()
export class WebhookChannel implements SendingChannel {
  readonly name = 'webhook';

  constructor(
    private readonly runtime: ServiceRuntime,
    private readonly webhooks: WebhookStore,
    private readonly mailboxes: MailboxStore,
    private readonly deliveries: DeliveryStore,
    private readonly notifications: NotificationStore,
    private readonly settings: NotificationSettings,
  ) {}

  async offer({ id, audience, except, rule }: NotificationMade, call: Call): Promise<void> {
    const rows = await this.webhooks.documents
      .find({ 'state.owner': { $in: await this.ownersFor(audience, except, rule) }, 'state.state': 'active' })
      .toArray();
    const due = this.runtime.now().toISOString();
    for (const { _id, state } of rows) {
      if (state.rules && !state.rules.includes(rule)) continue;
      const message = { channel: 'webhook', target: _id, notification: id, due, shared: false } as const;
      await this.deliveries.queue(message, call);
    }
  }

  async send({ id, target, notifications }: Due): Promise<Outcome> {
    const webhook = await this.webhooks.find(target);
    if (webhook?.state.state !== 'active')
      return { kind: 'refused', reason: `the webhook is ${webhook?.state.state ?? 'unknown'}` };
    const file = await this.webhooks.fileOf(target);
    const notice = await this.notifications.find(notifications[0] ?? '');
    if (!file.url || !notice)
      return { kind: 'refused', reason: 'the notification or the address is deleted' };
    const { rule, urgency, headline, text, link, cause, occurredAt, audience, madeAt } = notice.state;
    const data = { id: notice.id, rule, urgency, audience, headline, text, link, cause, occurredAt };
    const body = JSON.stringify({ type: 'notification.made', timestamp: madeAt, data });
    const now = this.runtime.now();
    const headers = signedHeaders(id, now, body, secretsOf(file, now));
    const result = await postMessage(file.url, body, headers, this.settings.allowedNetworks);
    if (result.kind !== 'answered') return { kind: result.kind, reason: result.reason };
    if (result.status >= 200 && result.status <= 299) return { kind: 'delivered' };
    const reason = `HTTP ${result.status}`;
    return { kind: reason === GONE ? 'refused' : 'failed', reason };
  }

  /** Disables an endpoint that is gone, or to which the last deliveries all failed; its owner is told by a rule. */
  async gaveUp({ target }: Due, reason: string): Promise<void> {
    const last = await this.deliveries.documents
      .find({ 'state.target': target, 'state.finishedAt': { $exists: true } })
      .sort({ 'state.finishedAt': -1 })
      .limit(FAILURES_BEFORE_DISABLED)
      .toArray();
    const persistent =
      last.length === FAILURES_BEFORE_DISABLED && last.every(({ state }) => state.state === 'failed');
    if (!persistent && reason !== GONE) return;
    await this.webhooks.update(target, {}, ownCall(this.runtime.contract.name), ({ state }) => {
      if (state.state !== 'active') return [];
      const { owner, description } = state;
      return [happened(Notification.events.webhookDisabled, { id: target, owner, description, reason })];
    });
  }

  /** Owners who get what is addressed so: the organisation of a role's holders, and the people themselves. */
  private async ownersFor(audience: string, except: string | undefined, rule: string): Promise<string[]> {
    const people = (await this.mailboxes.addressedBy(audience)).filter(
      ({ state }) => state.subject !== except && takes(state, rule, 'webhook'),
    );
    const organisation = roleOfAddress(audience)?.organisation;
    return [
      ...people.map(({ state }) => state.subject),
      ...(organisation ? [organisationOwner(organisation)] : []),
    ];
  }
}

function secretsOf({ secret, previousSecret, previousUntil }: WebhookFile, now: Date): string[] {
  const overlaps = previousSecret && previousUntil && new Date(previousUntil) > now;
  return [...(secret ? [secret] : []), ...(overlaps ? [previousSecret] : [])];
}
