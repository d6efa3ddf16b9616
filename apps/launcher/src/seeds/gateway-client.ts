import { setTimeout as pause } from 'node:timers/promises';
import { isProblemDetail } from '#libs/contract-kit';
import { UserError } from '../user-error.js';

const TRIES = 8;

/** Speaks HTTP to the gateway as any user does; retries with the same idempotency key while a service is away. */
export class GatewayClient {
  constructor(
    private readonly url: string,
    readonly token?: string,
  ) {}

  /** A client with the token of an account. */
  async signIn(account: string, password: string): Promise<GatewayClient> {
    const { accessToken } = await this.send<{ accessToken: string }>('POST', '/identity/sign-in', {
      account,
      password,
    });
    return new GatewayClient(this.url, accessToken);
  }

  get<Reply>(path: string): Promise<Reply> {
    return this.send('GET', path);
  }

  put<Reply>(path: string, body: object): Promise<Reply> {
    return this.send('PUT', path, body);
  }

  post<Reply>(path: string, body: object, key: string): Promise<Reply> {
    return this.send('POST', path, body, key);
  }

  private async send<Reply>(method: string, path: string, body?: object, key?: string): Promise<Reply> {
    for (let attempt = 1; ; attempt++) {
      const response = await fetch(this.url + path, {
        method,
        headers: {
          'accept-language': 'en',
          ...(body && { 'content-type': 'application/json' }),
          ...(this.token && { authorization: `Bearer ${this.token}` }),
          ...(key && { 'idempotency-key': key }),
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      const reply: unknown = await response.json();
      if (response.ok) return reply as Reply;
      if ((response.status === 503 || response.status === 429) && attempt < TRIES) {
        await pause(250 * attempt);
        continue;
      }
      throw refusal(`${method} ${path}`, reply, key);
    }
  }
}

function refusal(what: string, reply: unknown, key: string | undefined): UserError {
  if (!isProblemDetail(reply)) return new UserError(`${what} was refused.`, 'See the log of the gateway.');
  const fields = (reply.errors ?? []).map(({ path, message }) => `${path}: ${message}`).join('; ');
  return new UserError(
    `${what}${key ? ` (${key})` : ''} was refused: ${reply.code}. ${[reply.detail, fields].filter(Boolean).join('. ')}`,
    reply.remedy,
  );
}
