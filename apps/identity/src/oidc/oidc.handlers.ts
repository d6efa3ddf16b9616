import type { IncomingMessage, ServerResponse } from 'node:http';
import { Controller } from '@nestjs/common';
import {
  EXCHANGED_ANSWER_HEADERS,
  EXCHANGED_REQUEST_HEADERS,
  type HttpAnswer,
  type HttpExchange,
  InternalError,
} from '#libs/contract-kit';
import { Handles } from '#libs/messaging';
import { Identity } from '../../contract/index.js';
import { IdentitySettings } from '../identity-settings.js';
import { Interaction } from './interaction.js';
import { OidcProvider } from './oidc-provider.js';

const { operations } = Identity;
const BASE = '/oidc';
const INTERACTION = /^\/oidc\/interaction\/([A-Za-z0-9_-]{10,60})$/;
const ALLOWED: ReadonlySet<string> = new Set(EXCHANGED_REQUEST_HEADERS);

/** Answers HTTP that came over NATS: the provider sees a request and a response as from a socket. */
@Controller()
export class OidcHandlers {
  constructor(
    private readonly provider: OidcProvider,
    private readonly interaction: Interaction,
    private readonly settings: IdentitySettings,
  ) {}

  @Handles(operations.exchangeOidc)
  async exchange({ method, target, headers, body, address }: HttpExchange): Promise<HttpAnswer> {
    const { host, protocol } = new URL(this.settings.issuer);
    // Loaded when first needed: Jest cannot load what it requires without help, and not every test needs it.
    const { inject } = await import('light-my-request');
    const answer = await inject(
      (request, response) => {
        this.dispatch(
          request as unknown as IncomingMessage,
          response as unknown as ServerResponse,
          body ?? '',
        ).catch((error: unknown) =>
          response.destroy(error instanceof Error ? error : new Error(String(error))),
        );
      },
      {
        method,
        url: target,
        headers: {
          ...Object.fromEntries(
            headers.filter(({ name }) => ALLOWED.has(name)).map(({ name, value }) => [name, value]),
          ),
          // Never what the caller says: addresses in answers are ours.
          host,
          'x-forwarded-proto': protocol.replace(':', ''),
          ...(address && { 'x-forwarded-for': address }),
        },
        ...(body !== undefined && { payload: body }),
      },
    ).catch((cause: unknown) => {
      throw InternalError.with({ cause });
    });
    const kept = EXCHANGED_ANSWER_HEADERS.flatMap((name) =>
      [answer.headers[name] ?? []].flat().map((value) => ({ name, value: String(value) })),
    );
    return { status: answer.statusCode, headers: kept, ...(answer.payload && { body: answer.payload }) };
  }

  private async dispatch(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
    const target = wellKnown(request.url ?? '/');
    const uid = INTERACTION.exec(target.split('?')[0] ?? '')?.[1];
    if (uid) {
      await this.interaction.answer(request, response, uid, body);
      return;
    }
    // As under a mount: the provider knows its paths without the base, and its addresses with it.
    Object.assign(request, { originalUrl: target });
    request.url = target.slice(BASE.length) || '/';
    await this.provider.current().callback()(request, response);
  }
}

/** Discovery at the root of the site is the provider's own. */
function wellKnown(target: string): string {
  if (!target.startsWith('/.well-known/')) return target;
  return target.startsWith('/.well-known/openid-configuration')
    ? `${BASE}/.well-known/openid-configuration`
    : `${BASE}/.well-known/oauth-authorization-server`;
}
