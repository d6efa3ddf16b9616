import { defineProblem } from '#libs/contract-kit';

export const MailNotConfigured = defineProblem({
  code: 'mail-not-configured',
  status: 409,
  title: { zh: '系统未配置邮件服务', en: 'The city has no mail server' },
  remedy: {
    zh: '请联系平台运维配置 SMTP_URL 和 MAIL_FROM',
    en: 'Ask the operator to set SMTP_URL and MAIL_FROM',
  },
});

export const MailNotSent = defineProblem({
  code: 'mail-not-sent',
  status: 502,
  title: { zh: '验证邮件未能发出', en: 'The verification mail could not be sent' },
  remedy: { zh: '核对邮箱地址，稍后重试', en: 'Check the address and try again later' },
});

export const WrongCode = defineProblem({
  code: 'wrong-code',
  status: 422,
  title: { zh: '验证码不正确或已失效', en: 'The code is wrong or has expired' },
  remedy: {
    zh: '核对验证码；失效时重新填写邮箱获取',
    en: 'Check the code, or set the address again for a new one',
  },
});

export const MailTooOften = defineProblem({
  code: 'mail-too-often',
  status: 429,
  title: { zh: '验证邮件发送过于频繁', en: 'Verification mails are asked for too often' },
  remedy: { zh: '一分钟后再试', en: 'Try again in a minute' },
});

export const UnknownRule = defineProblem({
  code: 'unknown-rule',
  status: 422,
  title: { zh: '没有这条通知规则', en: 'There is no such rule' },
  remedy: { zh: '使用偏好设置中列出的规则', en: 'Use the rules that the preferences list' },
});

export const WebhookRefused = defineProblem({
  code: 'webhook-refused',
  status: 422,
  title: { zh: '不允许使用该地址', en: 'This address is not allowed' },
  remedy: {
    zh: '使用公网 https 地址；内网地址须由平台运维在 WEBHOOK_ALLOWED_NETWORKS 中放行',
    en: 'Use a public https address; private ones need the operator’s leave (WEBHOOK_ALLOWED_NETWORKS)',
  },
});

export const WebhookNotVerified = defineProblem({
  code: 'webhook-not-verified',
  status: 422,
  title: { zh: '接口验证未通过', en: 'The endpoint did not answer the ping' },
  remedy: {
    zh: '收到 webhook.ping 后，以 2xx 和 {"challenge": "<data.challenge>"} 应答',
    en: 'Answer webhook.ping with 2xx and {"challenge": "<data.challenge>"}',
  },
});

export const TooManyWebhooks = defineProblem({
  code: 'too-many-webhooks',
  status: 422,
  title: { zh: '消息接口数量已达上限', en: 'There are as many webhooks as one owner may have' },
  remedy: { zh: '删除不用的接口', en: 'Remove one that is no longer used' },
});
