import { Injectable } from '@nestjs/common';
import type { Call } from '#libs/messaging';
import { happened } from '#libs/store';
import { Notification } from '../../contract/index.js';
import type { NotificationMade } from '../../contract/notification.dto.js';
import { NotificationStore } from '../notice/notification.store.js';
import type { Channel } from './channel.js';

/** Thrown and caught here: the notification is there already. */
class MadeBefore extends Error {}

/** The list in the console: keeps the notification, whose own event tells the readers who look just now. */
@Injectable()
export class InAppChannel implements Channel {
  readonly name = 'inApp';

  constructor(private readonly store: NotificationStore) {}

  async offer(notification: NotificationMade, call: Call): Promise<void> {
    try {
      await this.store.create(
        notification.id,
        notification,
        call,
        () => [happened(Notification.events.notificationMade, notification)],
        () => new MadeBefore(),
      );
    } catch (error) {
      if (!(error instanceof MadeBefore)) throw error;
    }
  }
}
