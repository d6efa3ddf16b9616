import type { NotificationRule } from './rule.js';

/** The rules of a city (通知规则), by service. A new one is one entry here: event, audience, words. */
export const RULES: readonly NotificationRule[] = [
  {
    name: 'catalog-to-approve',
    title: { zh: '本单位目录待审核', en: 'Entries of my organisation to approve' },
    event: 'data-catalog.entrySubmitted',
    audience: 'role:catalog.approver@{organisation}',
    headline: { zh: '目录待审核：{data.title}', en: 'To approve: {data.title}' },
    text: {
      zh: '本单位编制员已提交目录“{data.title}”，请审核。{data.comment?}',
      en: 'An editor of your organisation has submitted “{data.title}”. {data.comment?}',
    },
    link: '/entries/{data.id}',
    urgency: 'normal',
  },
  {
    name: 'catalog-to-publish',
    title: { zh: '目录待发布', en: 'Entries to publish' },
    event: 'data-catalog.entryApproved',
    audience: 'role:catalog.publisher',
    headline: { zh: '目录待发布：{data.title}', en: 'To publish: {data.title}' },
    text: {
      zh: '目录“{data.title}”已通过部门审核，请审核发布。{data.comment?}',
      en: 'The department has approved “{data.title}”; it waits for publication. {data.comment?}',
    },
    link: '/entries/{data.id}',
    urgency: 'normal',
  },
  {
    name: 'catalog-published',
    title: { zh: '我编制的目录已发布', en: 'My entries are published' },
    event: 'data-catalog.entryPublished',
    audience: '{data.writers?}',
    headline: { zh: '目录已发布：{data.title}', en: 'Published: {data.title}' },
    text: {
      zh: '您编制的目录“{data.title}”已发布。{data.comment?}',
      en: 'Your entry “{data.title}” is published. {data.comment?}',
    },
    link: '/entries/{data.id}',
    urgency: 'low',
  },
  {
    name: 'catalog-rejected',
    title: { zh: '我编制的目录被驳回', en: 'My entries are rejected' },
    event: 'data-catalog.entryRejected',
    audience: '{data.writers?}',
    headline: { zh: '目录被驳回：{data.title}', en: 'Rejected: {data.title}' },
    text: {
      zh: '目录“{data.title}”被驳回，原因：{data.reason}',
      en: '“{data.title}” was rejected: {data.reason}',
    },
    link: '/entries/{data.id}/edit',
    urgency: 'normal',
  },
  {
    name: 'account-opened',
    title: { zh: '账号已开通', en: 'My account is open' },
    event: 'identity.personRegistered',
    audience: 'person:{data.id}',
    headline: { zh: '您的账号已开通', en: 'Your account is open' },
    text: {
      zh: '您的账号已由平台运维人员开通，请在“我的账号”核对单位和角色。',
      en: 'An operator has opened your account. Check your organisation and roles on the account page.',
    },
    link: '/account',
    urgency: 'low',
  },
  {
    name: 'webhook-disabled',
    title: { zh: '消息接口被停用', en: 'A webhook was disabled' },
    event: 'notification.webhookDisabled',
    audience: '{data.owner}',
    tellsActor: true,
    headline: { zh: '消息接口已停用：{data.description}', en: 'Webhook disabled: {data.description}' },
    text: {
      zh: '连续投递失败，系统已停用该接口。最后一次失败：{data.reason}。修复后请重新验证。',
      en: 'Deliveries failed again and again, the last with “{data.reason}”. Repair it, then verify it anew.',
    },
    link: '/messages/webhooks',
    urgency: 'urgent',
  },
];
