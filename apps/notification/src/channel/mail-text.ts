import type { NotificationState } from '../notice/notification.store.js';

export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The mail that tells of one notification, or of several as a digest. Chinese first, English beneath. */
export function noticeMail(notices: readonly NotificationState[], consoleUrl: string): MailText {
  const [first] = notices;
  const subject =
    notices.length === 1 && first
      ? first.headline.zh
      : `您有 ${notices.length} 条通知 / ${notices.length} notifications`;
  const link = (path: string) => (consoleUrl ? `${consoleUrl}${path}` : path);
  const text = notices
    .map(({ headline, text, link: path }) =>
      [headline.zh, text.zh, link(path), '', headline.en, text.en].join('\n'),
    )
    .join('\n\n----------\n\n');
  const html = notices
    .map(({ headline, text, link: path }) => {
      const title = consoleUrl
        ? `<a href="${escaped(link(path))}">${escaped(headline.zh)}</a>`
        : escaped(headline.zh);
      return (
        `<h2>${title}</h2><p>${escaped(text.zh)}</p>` +
        `<p lang="en" style="color:#5b6675">${escaped(headline.en)}<br>${escaped(text.en)}</p>`
      );
    })
    .join('<hr>');
  return { subject: oneLine(subject), text: `${text}\n\n${FOOT.zh}\n${FOOT.en}\n`, html: page(html) };
}

/** The mail with the code that proves an address. */
export function codeMail(code: string): MailText {
  const zh = `您的邮箱验证码是 ${code}，30 分钟内有效。若非本人操作，请忽略。`;
  const en = `Your code is ${code}. It is valid for 30 minutes. If you did not ask for it, do nothing.`;
  return {
    subject: '邮箱验证码 / Your code',
    text: `${zh}\n\n${en}\n`,
    html: page(`<p>${zh}</p><p lang="en">${en}</p>`),
  };
}

const FOOT = {
  zh: '此邮件由系统自动发送。可在控制台“通知偏好”中修改接收方式。',
  en: 'Sent automatically. Change what you get under “Preferences” in the console.',
};

function page(body: string): string {
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><body style="font-family:sans-serif">${body}<p style="color:#5b6675;font-size:12px">${FOOT.zh}<br>${FOOT.en}</p></body></html>`;
}

function escaped(text: string): string {
  const names: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => names[character] ?? character);
}

/** A subject is one line: what an event brings must not add headers. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, 200);
}
