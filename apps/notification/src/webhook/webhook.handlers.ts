import { Controller } from '@nestjs/common';
import { type Call, Handles } from '#libs/messaging';
import { Notification } from '../../contract/index.js';
import type {
  ListWebhooks,
  RegisterWebhook,
  WebhookById,
  WebhookPage,
  WebhookView,
  WebhookWithSecret,
} from '../../contract/webhook.dto.js';
import { Webhooks } from './webhooks.js';

const { operations } = Notification;

@Controller()
export class WebhookHandlers {
  constructor(private readonly webhooks: Webhooks) {}

  @Handles(operations.registerWebhook)
  register(request: RegisterWebhook, call: Call): Promise<WebhookWithSecret> {
    return this.webhooks.register(request, call);
  }

  @Handles(operations.listWebhooks)
  list(request: ListWebhooks, call: Call): Promise<WebhookPage> {
    return this.webhooks.list(request, call);
  }

  @Handles(operations.verifyWebhook)
  verify(request: WebhookById, call: Call): Promise<WebhookView> {
    return this.webhooks.verify(request, call);
  }

  @Handles(operations.rotateWebhookSecret)
  rotateSecret(request: WebhookById, call: Call): Promise<WebhookWithSecret> {
    return this.webhooks.rotateSecret(request, call);
  }

  @Handles(operations.removeWebhook)
  remove(request: WebhookById, call: Call): Promise<WebhookView> {
    return this.webhooks.remove(request, call);
  }
}
