import { Injectable } from '@nestjs/common';
import type { CloudEvent } from '#libs/contract-kit';
import { ownCall, ServiceRuntime } from '#libs/service-host';
import type { NotificationMade } from '../../contract/notification.dto.js';
import type { NotificationRule } from '../../contract/rule.js';
import { Channels } from '../channel/channels.js';
import { RuleBook } from '../rules/rule-book.js';
import { addressesIn, fill } from '../rules/template.js';
import { NotificationSettings } from '../settings.js';
import { notificationId } from './notification.store.js';

const DAY_MS = 86_400_000;

/**
 * Takes the events that have rules, and offers what they tell to every channel. Every channel knows a
 * notification by its id, so an event that comes again, or comes to a second instance, changes nothing.
 */
@Injectable()
export class RuleConsumer {
  constructor(
    private readonly runtime: ServiceRuntime,
    private readonly book: RuleBook,
    private readonly channels: Channels,
    private readonly settings: NotificationSettings,
  ) {
    runtime.onEvents('rules', (event) => this.take(event));
  }

  async take(event: CloudEvent): Promise<void> {
    const expiresAt = new Date(new Date(event.time).getTime() + this.settings.keptDays * DAY_MS);
    // Published again after its notification was deleted: it is no news any more.
    if (expiresAt <= this.runtime.now()) return;
    for (const rule of this.book.of(event)) {
      for (const audience of addressesIn(rule.audience, event)) {
        if (audience === event.actor && !rule.tellsActor) continue;
        const made = notificationOf(event, rule, audience, expiresAt);
        await this.channels.offer(made, ownCall(this.runtime.contract.name, event));
      }
    }
  }
}

function notificationOf(
  event: CloudEvent,
  rule: NotificationRule,
  audience: string,
  expiresAt: Date,
): NotificationMade {
  return {
    id: notificationId(event.id, rule.name, audience),
    audience,
    rule: rule.name,
    urgency: rule.urgency,
    headline: { zh: fill(rule.headline.zh, event), en: fill(rule.headline.en, event) },
    text: { zh: fill(rule.text.zh, event), en: fill(rule.text.en, event) },
    link: fill(rule.link, event),
    cause: event.id,
    occurredAt: event.time,
    expiresAt: expiresAt.toISOString(),
    ...(!rule.tellsActor && { except: event.actor }),
  };
}
