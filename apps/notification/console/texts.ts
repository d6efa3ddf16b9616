import { defineTexts, type LocalText } from '#console';

/** Words of inbox and notification centre. */
export const t = defineTexts({
  inbox: { zh: '我的待办', en: 'Waiting for me' },
  inboxNote: { zh: '共 {count} 件待办，等待最久的在前', en: '{count} tasks, the longest waiting first' },
  inboxEmpty: { zh: '没有待办', en: 'Nothing waits for you' },
  inboxAll: { zh: '查看全部 {count} 件', en: 'See all {count}' },
  since: { zh: '等待自', en: 'Since' },
  due: { zh: '期限', en: 'Due' },
  more: { zh: '显示更多', en: 'Show more' },
  partly: { zh: '部分服务未答复，列表可能不全', en: 'Some services did not answer; the list may lack tasks' },
  messages: { zh: '通知', en: 'Notifications' },
  bell: { zh: '通知，{count} 条未读', en: 'Notifications, {count} unread' },
  unreadNote: { zh: '{count} 条未读', en: '{count} unread' },
  none: { zh: '没有通知', en: 'No notifications' },
  markRead: { zh: '标为已读', en: 'Mark as read' },
  markAllRead: { zh: '全部标为已读', en: 'Mark all as read' },
  open: { zh: '查看', en: 'Open' },
  unread: { zh: '未读', en: 'Unread' },
  stateFilter: { zh: '阅读状态', en: 'Read or not' },
  ruleFilter: { zh: '通知类型', en: 'Kind' },
  all: { zh: '全部', en: 'All' },
  preferences: { zh: '通知偏好', en: 'Preferences' },
  preferencesNote: { zh: '通知保留 {days} 天', en: 'Notifications are kept for {days} days' },
  channels: { zh: '通知类型与渠道', en: 'Kinds and channels' },
  inApp: { zh: '站内', en: 'In the console' },
  email: { zh: '邮件', en: 'E-mail' },
  webhook: { zh: '个人消息接口', en: 'My webhooks' },
  quiet: { zh: '免打扰时段', en: 'Quiet hours' },
  quietHint: {
    zh: '时段内只发送紧急邮件，其余在结束时合并为一封（北京时间）',
    en: 'Only urgent mail is sent; the rest comes as one mail at the end (Beijing time)',
  },
  quietOn: { zh: '启用免打扰', en: 'Keep quiet hours' },
  from: { zh: '从', en: 'From' },
  to: { zh: '到', en: 'To' },
  digest: { zh: '邮件汇总', en: 'Digest of mails' },
  save: { zh: '保存', en: 'Save' },
  saved: { zh: '已保存', en: 'Saved' },
  address: { zh: '邮箱', en: 'E-mail address' },
  emailOff: {
    zh: '系统未配置邮件服务，暂不能接收邮件',
    en: 'The city has no mail server; no mail can be sent',
  },
  verified: { zh: '已验证', en: 'Verified' },
  unverified: { zh: '未验证', en: 'Not verified' },
  sendCode: { zh: '发送验证码', en: 'Send a code' },
  code: { zh: '验证码', en: 'Code' },
  codeSent: { zh: '验证码已发送到邮箱，30 分钟内有效', en: 'A code was mailed; it is valid for 30 minutes' },
  confirm: { zh: '确认', en: 'Confirm' },
  remove: { zh: '删除', en: 'Remove' },
  webhooks: { zh: '消息接口', en: 'Webhooks' },
  webhooksNote: {
    zh: '把通知推送到您或本单位的系统，消息按 Standard Webhooks 方式签名',
    en: "Sends notifications to your own or your organisation's system, signed as Standard Webhooks",
  },
  webhooksNone: { zh: '没有消息接口', en: 'No webhooks' },
  register: { zh: '登记接口', en: 'Register' },
  url: { zh: '地址', en: 'Address' },
  urlHint: { zh: 'https 地址', en: 'An https address' },
  description: { zh: '说明', en: 'Description' },
  owner: { zh: '归属', en: 'Owner' },
  state: { zh: '状态', en: 'State' },
  actions: { zh: '操作', en: 'Actions' },
  verify: { zh: '验证', en: 'Verify' },
  rotate: { zh: '更换密钥', en: 'Rotate the secret' },
  log: { zh: '投递记录', en: 'Deliveries' },
  secretOnce: {
    zh: '签名密钥只显示这一次，请立即保存：',
    en: 'The secret is shown this once. Keep it now:',
  },
  verifyHint: {
    zh: '点击“验证”后系统发送 webhook.ping，接口须以 2xx 和 {"challenge": "…"} 应答。',
    en: '“Verify” sends webhook.ping, which the endpoint answers with 2xx and {"challenge": "…"}.',
  },
  close: { zh: '知道了', en: 'Done' },
  deliveries: { zh: '投递记录', en: 'Deliveries' },
  deliveriesNone: { zh: '没有投递', en: 'No deliveries' },
  channel: { zh: '渠道', en: 'Channel' },
  attempts: { zh: '次数', en: 'Attempts' },
  reason: { zh: '最近失败原因', en: 'Last failure' },
  created: { zh: '创建时间', en: 'Created' },
  next: { zh: '下次时间', en: 'Next' },
  delivered: { zh: '送达时间', en: 'Delivered' },
  messageId: { zh: '消息编号', en: 'Message id' },
  retry: { zh: '重新投递', en: 'Deliver again' },
  back: { zh: '返回消息接口', en: 'Back to the webhooks' },
});

export const READ_LABELS: Readonly<Record<'unread' | 'read', LocalText>> = {
  unread: { zh: '未读', en: 'Unread' },
  read: { zh: '已读', en: 'Read' },
};

export const URGENCY_LABELS: Readonly<Record<string, LocalText>> = {
  low: { zh: '一般', en: 'Low' },
  normal: { zh: '普通', en: 'Normal' },
  urgent: { zh: '紧急', en: 'Urgent' },
};

export const DIGEST_LABELS: Readonly<Record<'off' | 'hourly' | 'daily', LocalText>> = {
  off: { zh: '逐条即时发送', en: 'Each at once' },
  hourly: { zh: '每小时一封', en: 'One an hour' },
  daily: { zh: '每天 9 点一封', en: 'One a day at nine' },
};

export const DELIVERY_LABELS: Readonly<Record<'waiting' | 'delivered' | 'failed', LocalText>> = {
  waiting: { zh: '等待投递', en: 'Waiting' },
  delivered: { zh: '已送达', en: 'Delivered' },
  failed: { zh: '失败', en: 'Failed' },
};

export const CHANNEL_LABELS: Readonly<Record<'email' | 'webhook', LocalText>> = {
  email: { zh: '邮件', en: 'E-mail' },
  webhook: { zh: '消息接口', en: 'Webhook' },
};

export const WEBHOOK_LABELS: Readonly<Record<string, LocalText>> = {
  unverified: { zh: '待验证', en: 'Not verified' },
  active: { zh: '启用', en: 'Active' },
  disabled: { zh: '已停用', en: 'Disabled' },
  removed: { zh: '已删除', en: 'Removed' },
};

export const OWNER_LABELS: Readonly<Record<'organisation' | 'person', LocalText>> = {
  person: { zh: '个人', en: 'Me' },
  organisation: { zh: '本单位', en: 'My organisation' },
};
