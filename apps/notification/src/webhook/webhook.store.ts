import { Injectable } from '@nestjs/common';
import { roleAddress } from '#libs/access';
import { ServiceRuntime } from '#libs/service-host';
import { type AggregateDocument, AggregateStore, type AggregateType } from '#libs/store';
import { applyToWebhook, type Webhook, type WebhookFile } from './webhook.js';

export const ADMIN_ROLE = 'notification.admin';

const WEBHOOK: AggregateType<Webhook> = {
  name: 'webhook',
  schemaVersion: 1,
  apply: applyToWebhook,
  organisationOf: ({ organisation }) => organisation,
  audienceOf: ({ owner }) => owner,
  personal: { subjectOf: (id) => `webhook:${id}` },
  indexes: [{ key: { 'state.owner': 1, 'state.createdAt': -1, _id: -1 }, name: 'newest_of_owner' }],
};

/** Webhooks in MongoDB. */
@Injectable()
export class WebhookStore extends AggregateStore<Webhook, WebhookFile> {
  constructor(runtime: ServiceRuntime) {
    super(WEBHOOK, runtime.store);
  }

  async fileOf(id: string): Promise<WebhookFile> {
    const document = await this.documents.findOne({ _id: id });
    return document ? this.fileIn(document) : {};
  }

  async fileIn(document: Pick<AggregateDocument<Webhook>, 'personal'>): Promise<WebhookFile> {
    return (await this.personalOf(document)) ?? {};
  }
}

/** Owner address of an organisation's webhooks. */
export function organisationOwner(organisation: string): string {
  return roleAddress(ADMIN_ROLE, organisation);
}
