import { Choice, Flag, Id, Instant, Int, ListOf, PageRequest, Text, TextList } from '#libs/contract-kit';

export const DELIVERY_STATES = ['waiting', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];
export type OutgoingChannel = 'email' | 'webhook';

/** A message to one mailbox or endpoint was queued; it tells of one notification, or of several in a digest. */
export class DeliveryQueued {
  @Id({ zh: '投递编号', doc: 'Also the id of the message, the same at every attempt.' })
  id: string;

  @Choice({ zh: '渠道', of: ['email', 'webhook'] })
  channel: OutgoingChannel;

  @Text({ zh: '目标', doc: 'Mailbox (its reader, `person:<id>`) or id of a webhook.', max: 200 })
  target: string;

  @TextList({ zh: '通知编号', min: 1, max: 1, each: { max: 36 } })
  notifications: string[];

  @Instant({ zh: '发送时间', doc: 'Not before this.' })
  due: string;
}

/** One more notification goes with a digest. */
export class DeliveryExtended {
  @Id({ zh: '通知编号' })
  notification: string;
}

/** An attempt began. When nothing is recorded until `until`, it is taken for lost and made again. */
export class DeliveryStarted {
  @Int({ zh: '次数', min: 1, max: 1_000 })
  attempt: number;

  @Instant({ zh: '失效时间' })
  until: string;
}

export class DeliverySucceeded {
  @Int({ zh: '次数', min: 1, max: 1_000 })
  attempt: number;
}

/** An attempt failed; the next one is due later. */
export class DeliveryPostponed {
  @Text({ zh: '原因', max: 300 })
  reason: string;

  @Instant({ zh: '下次时间' })
  due: string;
}

/** No further attempt is made. */
export class DeliveryGivenUp {
  @Text({ zh: '原因', max: 300 })
  reason: string;
}

/** Somebody asked for one more round of attempts. */
export class DeliveryRetried {
  @Instant({ zh: '发送时间' })
  due: string;
}

export class ListDeliveries extends PageRequest {
  @Choice({ zh: '状态', of: DELIVERY_STATES, optional: true })
  state?: DeliveryState;

  @Choice({ zh: '渠道', of: ['email', 'webhook'], optional: true })
  channel?: OutgoingChannel;

  @Id({
    zh: '消息接口',
    doc: 'Deliveries to one webhook; owners of the webhook may ask for these alone.',
    optional: true,
  })
  webhook?: string;
}

export class DeliveryById {
  @Id({ zh: '投递编号' })
  id: string;
}

/** A delivery (投递) as operators and owners see it: no address, no content. */
export class DeliveryView {
  @Id({ zh: '投递编号' })
  id: string;

  @Int({ zh: '版本', min: 1, max: Number.MAX_SAFE_INTEGER })
  version: number;

  @Choice({ zh: '渠道', of: ['email', 'webhook'] })
  channel: OutgoingChannel;

  @Text({ zh: '目标', doc: 'Mailbox (its reader) or id of a webhook.', max: 200 })
  target: string;

  @Choice({ zh: '状态', of: DELIVERY_STATES })
  state: DeliveryState;

  @Int({ zh: '通知数', min: 1, max: 10_000 })
  notifications: number;

  @Int({ zh: '尝试次数', min: 0, max: 1_000 })
  attempts: number;

  @Flag({ zh: '可重试', doc: 'True when it was given up.' })
  retriable: boolean;

  @Text({ zh: '最近失败原因', max: 300, optional: true })
  reason?: string;

  @Instant({ zh: '下次时间', optional: true })
  due?: string;

  @Instant({ zh: '创建时间' })
  createdAt: string;

  @Instant({ zh: '送达时间', optional: true })
  deliveredAt?: string;
}

export class DeliveryPage {
  @ListOf({ zh: '投递', doc: 'Newest first.', of: () => DeliveryView, max: 100 })
  items: DeliveryView[];

  @Text({ zh: '下一页', max: 500, optional: true })
  next?: string;
}
