import { Injectable } from '@nestjs/common';
import type { Call } from '#libs/messaging';
import { ServiceRuntime } from '#libs/service-host';
import type { NotificationMade } from '../../contract/notification.dto.js';
import type { Due } from '../delivery/delivery.js';
import { DeliveryStore } from '../delivery/delivery.store.js';
import { dueTime } from '../delivery/due-time.js';
import { NotificationStore } from '../notice/notification.store.js';
import { takes } from '../reader/mailbox.js';
import { MailboxStore } from '../reader/mailbox.store.js';
import { NotificationSettings } from '../settings.js';
import type { Outcome, SendingChannel } from './channel.js';
import { noticeMail } from './mail-text.js';
import { Mailer } from './mailer.js';

/** E-mail to verified addresses, when the city has a mail server. */
@Injectable()
export class EmailChannel implements SendingChannel {
  readonly name = 'email';

  constructor(
    private readonly runtime: ServiceRuntime,
    private readonly mailboxes: MailboxStore,
    private readonly deliveries: DeliveryStore,
    private readonly notifications: NotificationStore,
    private readonly mailer: Mailer,
    private readonly settings: NotificationSettings,
  ) {}

  async offer({ id, audience, except, rule, urgency }: NotificationMade, call: Call): Promise<void> {
    if (!this.mailer.available) return;
    for (const { id: target, state } of await this.mailboxes.addressedBy(audience)) {
      if (state.email !== 'verified' || state.subject === except || !takes(state, rule, 'email')) continue;
      const { at, shared } = dueTime(this.runtime.now(), urgency, state);
      const due = at.toISOString();
      await this.deliveries.queue({ channel: 'email', target, notification: id, due, shared }, call);
    }
  }

  async send({ id, target, notifications }: Due): Promise<Outcome> {
    if (!this.mailer.available) return { kind: 'failed', reason: 'no mail server is configured' };
    const { address } = await this.mailboxes.fileOf(target);
    if (!address) return { kind: 'refused', reason: 'the reader has no verified address any more' };
    const rows = await this.notifications.documents.find({ _id: { $in: [...notifications] } }).toArray();
    if (rows.length === 0) return { kind: 'refused', reason: 'the notifications are deleted already' };
    const notices = rows.map(({ state }) => state).sort((a, b) => (a.madeAt < b.madeAt ? -1 : 1));
    try {
      await this.mailer.send({
        to: address,
        messageId: id,
        ...noticeMail(notices, this.settings.consoleUrl),
      });
      return { kind: 'delivered' };
    } catch (error) {
      return outcomeOf(error);
    }
  }
}

/** A permanent answer of the server (5yz) to the recipient is final. Its words may hold the address: only codes are kept. */
function outcomeOf(error: unknown): Outcome {
  const { responseCode, code } = (error ?? {}) as { responseCode?: unknown; code?: unknown };
  const status = typeof responseCode === 'number' ? `SMTP ${responseCode}` : '';
  const reason =
    [status, typeof code === 'string' ? code : ''].filter(Boolean).join(' ') || 'the mail server failed';
  const final = code === 'EENVELOPE' && typeof responseCode === 'number' && responseCode >= 500;
  return { kind: final ? 'refused' : 'failed', reason };
}
