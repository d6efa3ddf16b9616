import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message as an endpoint got it. */
export interface Received {
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: { readonly type: string; readonly data: Readonly<Record<string, unknown>> };
}

/** A real HTTP endpoint that answers pings, keeps what it gets, and does to messages what the test says. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  /** Status of the answer to a message. */
  status = 204;
  /** Answers to pings. */
  echoes = true;
  /** Called before a message is answered. */
  beforeAnswer: () => Promise<void> = async () => {};

  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void (async () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const body = JSON.parse(text) as Received['body'];
        if (body.type === 'webhook.ping') {
          const { challenge } = body.data;
          response.end(JSON.stringify(this.echoes ? { challenge } : { hello: 'world' }));
          return;
        }
        this.received.push({
          id: String(request.headers['webhook-id']),
          headers: request.headers,
          text,
          body,
        });
        await this.beforeAnswer();
        response.writeHead(this.status, { location: 'http://127.0.0.1:1/elsewhere' }).end();
      })();
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook?token=private`;
  }

  stop(): Promise<unknown> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
}

/** Whether one of the signatures of a message was made with the secret, as a receiver checks it. */
export function isSignedBy(secret: string, { headers, text }: Received): boolean {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`;
  const expected = createHmac('sha256', key).update(signed).digest();
  return String(headers['webhook-signature'])
    .split(' ')
    .some((part) => {
      const [version, value = ''] = part.split(',');
      const given = Buffer.from(value, 'base64');
      return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
    });
}
