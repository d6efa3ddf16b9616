import { Choice, DateText, Flag, Instant, Int, ListOf, Nested, Text } from '#libs/contract-kit';
import { NoticeWords, RULE_NAME } from './notification.dto.js';

const CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** Hours in which nothing but the urgent is sent; Beijing time, may pass midnight. */
export class QuietHours {
  @Text({ zh: '开始', max: 5, pattern: CLOCK, example: '22:00' })
  from: string;

  @Text({ zh: '结束', max: 5, pattern: CLOCK, example: '07:30' })
  to: string;
}

/** A choice for one rule on one channel. What is not named is on. */
export class ChannelChoice {
  @Text({ zh: '规则', max: 60, pattern: RULE_NAME, example: 'catalog-published' })
  rule: string;

  @Choice({ zh: '渠道', of: ['inApp', 'email', 'webhook'] })
  channel: 'inApp' | 'email' | 'webhook';

  @Flag({ zh: '接收' })
  on: boolean;
}

export class SetPreferences {
  @Choice({
    zh: '邮件汇总',
    doc: 'At once, each full hour, or at nine in the morning.',
    of: ['off', 'hourly', 'daily'],
  })
  digest: 'off' | 'hourly' | 'daily';

  @Nested({ zh: '免打扰时段', of: () => QuietHours, optional: true })
  quiet?: QuietHours;

  @ListOf({ zh: '分规则设置', of: () => ChannelChoice, max: 300 })
  choices: ChannelChoice[];
}

/** A rule as the page of preferences shows it. */
export class RuleView {
  @Text({ zh: '规则', max: 60 })
  name: string;

  @Nested({ zh: '名称', of: () => NoticeWords })
  title: NoticeWords;

  @Choice({ zh: '紧急程度', of: ['low', 'normal', 'urgent'] })
  urgency: 'low' | 'normal' | 'urgent';
}

/** Where e-mail to the caller stands. The address is shown in part only. */
export class EmailState {
  @Flag({ zh: '系统已配置邮件', doc: 'False when the city has no mail server.' })
  available: boolean;

  @Text({
    zh: '邮箱',
    doc: 'Masked: `z***@example.cn`.',
    max: 320,
    optional: true,
    personal: { class: 'contact' },
  })
  address?: string;

  @Flag({ zh: '已验证' })
  verified: boolean;
}

export class PreferencesView extends SetPreferences {
  @Int({ zh: '版本', doc: '0 before anything was set.', min: 0, max: Number.MAX_SAFE_INTEGER })
  version: number;

  @Nested({ zh: '邮件', of: () => EmailState })
  email: EmailState;

  @ListOf({ zh: '规则', of: () => RuleView, max: 300 })
  rules: RuleView[];

  @Int({ zh: '通知保留天数', min: 1, max: 3650 })
  keptDays: number;
}

export class SetEmail {
  @Text({
    zh: '邮箱',
    max: 254,
    pattern:
      /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$/,
    example: 'somebody@example.org',
    personal: { class: 'contact' },
  })
  address: string;
}

export class ConfirmEmail {
  @Text({
    zh: '验证码',
    max: 6,
    pattern: /^\d{6}$/,
    example: '123456',
    personal: { class: 'credential', sensitive: true },
  })
  code: string;
}

/** What a person chose. Roles and organisation are those of the last visit: group mail is sent by them. */
export class PreferencesSet extends SetPreferences {}

/** The person was here; says where mail to their roles may go. */
export class ReaderSeen {
  @Text({ zh: '主体', max: 200 })
  subject: string;

  @Text({ zh: '单位', max: 18, optional: true })
  organisation?: string;

  @ListOf({ zh: '角色', of: () => HeldRole, max: 100 })
  roles: HeldRole[];

  @DateText({ zh: '日期' })
  on: string;
}

export class HeldRole {
  @Text({ zh: '角色', max: 60 })
  role: string;
}

/** E-mail was set, verified or removed; never the address. */
export class EmailChanged {
  @Choice({ zh: '状态', of: ['none', 'unverified', 'verified'] })
  state: 'none' | 'unverified' | 'verified';

  @Instant({ zh: '时间' })
  at: string;
}
