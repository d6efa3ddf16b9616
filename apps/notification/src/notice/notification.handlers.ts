import { Controller } from '@nestjs/common';
import type { Empty } from '#libs/contract-kit';
import { type Call, Handles } from '#libs/messaging';
import { Notification } from '../../contract/index.js';
import type {
  ListNotifications,
  MarkAllRead,
  MarkRead,
  NotificationPage,
  UnreadCount,
} from '../../contract/notification.dto.js';
import { Notifications } from './notifications.js';

const { operations } = Notification;

@Controller()
export class NotificationHandlers {
  constructor(private readonly notifications: Notifications) {}

  @Handles(operations.listNotifications)
  list(request: ListNotifications, call: Call): Promise<NotificationPage> {
    return this.notifications.list(request, call);
  }

  @Handles(operations.countUnread)
  unread(_request: Empty, call: Call): Promise<UnreadCount> {
    return this.notifications.unread(call);
  }

  @Handles(operations.markRead)
  markRead(request: MarkRead, call: Call): Promise<UnreadCount> {
    return this.notifications.markRead(request, call);
  }

  @Handles(operations.markAllRead)
  markAllRead(request: MarkAllRead, call: Call): Promise<UnreadCount> {
    return this.notifications.markAllRead(request, call);
  }
}
