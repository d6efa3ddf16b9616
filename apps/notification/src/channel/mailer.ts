import { Injectable } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { NotificationSettings } from '../settings.js';

/** A mail: text and HTML, Chinese first. */
export interface Mail {
  readonly to: string;
  /** Stable id of the message; a repeated attempt sends the same, so that receivers drop the double. */
  readonly messageId: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const LIMIT_MS = 10_000;

/** Sends mail over SMTP (RFC 5321) by nodemailer; off unless SMTP_URL is set. */
@Injectable()
export class Mailer {
  readonly available: boolean;
  private readonly transport: ReturnType<typeof createTransport> | undefined;

  constructor(private readonly settings: NotificationSettings) {
    this.available = settings.smtpUrl !== '';
    if (!this.available) return;
    this.transport = createTransport({
      url: settings.smtpUrl,
      connectionTimeout: LIMIT_MS,
      greetingTimeout: LIMIT_MS,
      socketTimeout: LIMIT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  /** Returns when the server has taken the mail. @throws the server's or the network's error */
  async send({ to, messageId, subject, text, html }: Mail): Promise<void> {
    if (!this.transport) throw new Error('no mail server is configured');
    const from = this.settings.mailFrom;
    const host = /@([^\s>]+)/.exec(from)?.[1] ?? 'localhost';
    await this.transport.sendMail({
      from,
      // As an object, not as text: an address is never taken for a list of addresses.
      to: { name: '', address: to },
      subject,
      text,
      html,
      messageId: `<${messageId}@${host}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  }
}
