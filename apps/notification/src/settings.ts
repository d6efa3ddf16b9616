import { BlockList } from 'node:net';
import { Injectable } from '@nestjs/common';
import { cleanEnv, makeValidator, num, str } from 'envalid';

const network = makeValidator((text: string): BlockList => {
  const list = new BlockList();
  for (const each of text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)) {
    const [address = '', bits] = each.split('/');
    const family = address.includes(':') ? 'ipv6' : 'ipv4';
    list.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return list;
});

const optionalUrl = makeValidator((text: string): string => {
  if (text === '' || URL.canParse(text)) return text;
  throw new Error('is not a URL');
});

/** What the notification centre reads from its environment. A fault names the variable, never its value. */
@Injectable()
export class NotificationSettings {
  /** `smtp://user:password@host:port` or `smtps://…`; mail is off without it. */
  readonly smtpUrl: string;
  readonly mailFrom: string;
  /** Address of the console, for links in mails; without it a mail names the page only. */
  readonly consoleUrl: string;
  /** Private networks to which webhooks may go, as CIDR separated by commas. */
  readonly allowedNetworks: BlockList;
  /** Days for which notifications are kept. */
  readonly keptDays: number;

  constructor() {
    const faults: string[] = [];
    const read = cleanEnv(
      process.env,
      {
        SMTP_URL: optionalUrl({ default: '' }),
        MAIL_FROM: str({ default: '' }),
        CONSOLE_URL: optionalUrl({ default: '' }),
        WEBHOOK_ALLOWED_NETWORKS: network({ default: new BlockList() }),
        NOTIFICATION_KEPT_DAYS: num({ default: 90 }),
      },
      { reporter: ({ errors }) => void faults.push(...Object.keys(errors)) },
    );
    const { SMTP_URL, MAIL_FROM, NOTIFICATION_KEPT_DAYS: days } = read;
    if (SMTP_URL && !MAIL_FROM) faults.push('MAIL_FROM');
    if (!Number.isInteger(days) || days < 1 || days > 3650) faults.push('NOTIFICATION_KEPT_DAYS');
    if (faults.length > 0) throw new Error(`The environment of notification is wrong: ${faults.join(', ')}`);
    this.smtpUrl = SMTP_URL;
    this.mailFrom = MAIL_FROM;
    this.consoleUrl = read.CONSOLE_URL.replace(/\/+$/, '');
    this.allowedNetworks = read.WEBHOOK_ALLOWED_NETWORKS;
    this.keptDays = days;
  }
}
