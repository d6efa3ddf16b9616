import { ServiceModule } from '#libs/service-host';
import { Notification } from '../contract/index.js';
import { Channels } from './channel/channels.js';
import { EmailChannel } from './channel/email-channel.js';
import { InAppChannel } from './channel/in-app-channel.js';
import { Mailer } from './channel/mailer.js';
import { WebhookChannel } from './channel/webhook-channel.js';
import { Deliveries } from './delivery/deliveries.js';
import { DeliveryHandlers } from './delivery/delivery.handlers.js';
import { DeliveryStore } from './delivery/delivery.store.js';
import { Dispatcher } from './delivery/dispatcher.js';
import { NotificationHandlers } from './notice/notification.handlers.js';
import { NotificationStore } from './notice/notification.store.js';
import { Notifications } from './notice/notifications.js';
import { RuleConsumer } from './notice/rule-consumer.js';
import { MailboxStore } from './reader/mailbox.store.js';
import { PreferenceHandlers } from './reader/preference.handlers.js';
import { Preferences } from './reader/preferences.js';
import { Readers } from './reader/readers.js';
import { RuleBook } from './rules/rule-book.js';
import { NotificationSettings } from './settings.js';
import { WebhookHandlers } from './webhook/webhook.handlers.js';
import { WebhookStore } from './webhook/webhook.store.js';
import { Webhooks } from './webhook/webhooks.js';

/** 通知中心. What the service consists of. */
@ServiceModule({
  contract: Notification,
  handlers: [NotificationHandlers, PreferenceHandlers, WebhookHandlers, DeliveryHandlers],
  parts: [
    NotificationSettings,
    RuleBook,
    RuleConsumer,
    NotificationStore,
    Notifications,
    MailboxStore,
    Readers,
    Preferences,
    Channels,
    InAppChannel,
    EmailChannel,
    Mailer,
    WebhookChannel,
    WebhookStore,
    Webhooks,
    DeliveryStore,
    Deliveries,
    Dispatcher,
  ],
})
export default class NotificationModule {}
