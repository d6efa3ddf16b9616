import {
  Choice,
  Id,
  Instant,
  Int,
  ListOf,
  OrganisationCode,
  PageRequest,
  Text,
  TextList,
} from '#libs/contract-kit';
import { ADDRESS, RULE_NAME } from './notification.dto.js';

export const WEBHOOK_STATES = ['unverified', 'active', 'disabled', 'removed'] as const;
export type WebhookState = (typeof WEBHOOK_STATES)[number];

export class RegisterWebhook {
  @Choice({
    zh: '归属',
    doc: "The caller's organisation (its administrators only), or the caller.",
    of: ['organisation', 'person'],
  })
  owner: 'organisation' | 'person';

  @Text({
    zh: '地址',
    doc: 'https; http only to loopback where the operator allows it. Kept out of events and logs.',
    max: 500,
    pattern: /^https?:\/\/\S+$/,
    example: 'https://oa.example.org/hooks/city',
    personal: { class: 'other' },
  })
  url: string;

  @Text({ zh: '说明', max: 100, example: '办公系统' })
  description: string;

  @TextList({
    zh: '规则',
    doc: 'Only these; all when absent.',
    max: 300,
    each: { max: 60, pattern: RULE_NAME },
    optional: true,
  })
  rules?: string[];
}

export class WebhookById {
  @Id({ zh: '接口编号' })
  id: string;
}

/** A webhook endpoint (消息接口) as its owner sees it; the secret is never shown again. */
export class WebhookView {
  @Id({ zh: '接口编号' })
  id: string;

  @Int({ zh: '版本', min: 1, max: Number.MAX_SAFE_INTEGER })
  version: number;

  @Choice({ zh: '归属', of: ['organisation', 'person'] })
  owner: 'organisation' | 'person';

  @Text({ zh: '地址', doc: 'Without its query.', max: 500 })
  url: string;

  @Text({ zh: '说明', max: 100 })
  description: string;

  @TextList({ zh: '规则', max: 300, each: { max: 60 }, optional: true })
  rules?: string[];

  @Choice({ zh: '状态', of: WEBHOOK_STATES })
  state: WebhookState;

  @Text({ zh: '停用原因', max: 300, optional: true })
  reason?: string;

  @Instant({ zh: '登记时间' })
  createdAt: string;
}

/** An endpoint with its secret, shown this once. */
export class WebhookWithSecret extends WebhookView {
  @Text({
    zh: '签名密钥',
    doc: '`whsec_` and Base64 of 32 bytes (Standard Webhooks). Shown this once.',
    max: 100,
    personal: { class: 'credential', sensitive: true },
  })
  secret: string;
}

export class ListWebhooks extends PageRequest {}

export class WebhookPage {
  @ListOf({ zh: '消息接口', of: () => WebhookView, max: 100 })
  items: WebhookView[];

  @Text({ zh: '下一页', max: 500, optional: true })
  next?: string;
}

export class WebhookRegistered {
  @Id({ zh: '接口编号' })
  id: string;

  @Text({
    zh: '归属',
    doc: 'Address of the owner: a subject, or the administrators of an organisation.',
    max: 300,
    pattern: ADDRESS,
  })
  owner: string;

  @OrganisationCode({ zh: '单位', optional: true })
  organisation?: string;

  @Text({ zh: '说明', max: 100 })
  description: string;

  @TextList({ zh: '规则', max: 300, each: { max: 60 }, optional: true })
  rules?: string[];
}

/** A change without further facts: verified, secret rotated, removed. */
export class WebhookChanged {
  @Id({ zh: '接口编号' })
  id: string;
}

export class WebhookDisabled {
  @Id({ zh: '接口编号' })
  id: string;

  @Text({ zh: '归属', max: 300, pattern: ADDRESS })
  owner: string;

  @Text({ zh: '说明', max: 100 })
  description: string;

  @Text({ zh: '原因', max: 300 })
  reason: string;
}
