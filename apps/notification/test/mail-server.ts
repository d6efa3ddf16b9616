import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly to: readonly string[];
  readonly messageId: string;
  /** Headers and body, the body's transfer encoding undone. */
  readonly text: string;
}

/** A real SMTP server that keeps what it gets. */
export class MailServer {
  readonly received: ReceivedMail[] = [];
  /** Code with which recipients are refused; 0 takes them. */
  refusesWith = 0;

  private readonly server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: (_address, _session, callback) => {
      if (this.refusesWith === 0) return callback();
      callback(Object.assign(new Error('not now'), { responseCode: this.refusesWith }));
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8');
        this.received.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          messageId: /^Message-ID: <([^@]+)@/im.exec(raw)?.[1] ?? '',
          text: decoded(raw),
        });
        callback();
      });
    },
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

function decoded(raw: string): string {
  const blocks = raw.match(/(?:^[A-Za-z0-9+/]{20,76}={0,2}\r?\n?)+/gm) ?? [];
  const base64 = blocks.map((block) => Buffer.from(block.replace(/\s/g, ''), 'base64').toString('utf8'));
  const quoted = raw
    .replace(/=\r?\n/g, '')
    .replace(/(?:=[0-9A-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString('utf8'));
  return [quoted, ...base64].join('\n');
}
