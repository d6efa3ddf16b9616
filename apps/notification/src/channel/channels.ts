import { Injectable } from '@nestjs/common';
import type { Call } from '#libs/messaging';
import type { OutgoingChannel } from '../../contract/delivery.dto.js';
import type { NotificationMade } from '../../contract/notification.dto.js';
import type { SendingChannel } from './channel.js';
import { EmailChannel } from './email-channel.js';
import { InAppChannel } from './in-app-channel.js';
import { WebhookChannel } from './webhook-channel.js';

/** All channels. The in-app one comes first: what is sent refers to what is kept. */
@Injectable()
export class Channels {
  constructor(
    private readonly inApp: InAppChannel,
    private readonly email: EmailChannel,
    private readonly webhook: WebhookChannel,
  ) {}

  async offer(notification: NotificationMade, call: Call): Promise<void> {
    for (const channel of [this.inApp, this.email, this.webhook]) await channel.offer(notification, call);
  }

  sending(name: OutgoingChannel): SendingChannel {
    return name === 'email' ? this.email : this.webhook;
  }
}
