import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import {
  defineProblem,
  InvalidRequest,
  type Language,
  Problem,
  preferredLanguage,
  renderProblem,
} from '#libs/contract-kit';
import { InteractionExpired } from '../../contract/problems.js';
import { Accounts } from '../account/accounts.js';
import { IdentitySettings } from '../identity-settings.js';
import { OidcProvider } from './oidc-provider.js';

/** Where the console shows the sign-in page of an open interaction. */
const SIGN_IN_PAGE = '/sign-in';

interface Credentials {
  readonly account: string;
  readonly password: string;
}

/**
 * The sign-in of an open interaction, `/oidc/interaction/<uid>`: a browser is led to the console's page; the page
 * asks whether the interaction is still open (GET, JSON) and sends account and password (POST, JSON). Answers are
 * problems as everywhere else.
 */
@Injectable()
export class Interaction {
  constructor(
    private readonly provider: OidcProvider,
    private readonly accounts: Accounts,
    private readonly settings: IdentitySettings,
  ) {}

  async answer(request: IncomingMessage, response: ServerResponse, uid: string, body: string): Promise<void> {
    const language = preferredLanguage(request.headers['accept-language']);
    try {
      if (request.method === 'GET' && !request.headers.accept?.includes('application/json')) {
        response.writeHead(303, { location: `${SIGN_IN_PAGE}?interaction=${encodeURIComponent(uid)}` }).end();
        return;
      }
      const { prompt, params } = await this.open(request, response);
      if (request.method === 'GET') {
        json(response, 200, { uid, prompt: prompt.name, client: params.client_id });
        return;
      }
      this.assertSameOrigin(request);
      const { account, password } = credentialsIn(request, body);
      const { subject } = await this.accounts.authenticate(account, password);
      const next = await this.provider.current().interactionResult(request, response, {
        login: { accountId: subject, amr: ['pwd'] },
      });
      // The path alone: the browser stays at the address by which it knows us.
      json(response, 200, { next: new URL(next).pathname });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      refuse(response, error, language);
    }
  }

  private async open(request: IncomingMessage, response: ServerResponse) {
    try {
      return await this.provider.current().interactionDetails(request, response);
    } catch (error) {
      if (error instanceof Error && error.name === 'SessionNotFound')
        throw InteractionExpired.with({ cause: error });
      throw error;
    }
  }

  /** Another site cannot sign a browser in to somebody's account: what it sends says where it comes from. */
  private assertSameOrigin(request: IncomingMessage): void {
    const { origin } = request.headers;
    if (origin === undefined) return; // no browser
    const { port } = new URL(this.settings.issuer);
    const asked = URL.canParse(origin) ? new URL(origin) : undefined;
    const ours = new URL(this.settings.issuer).hostname;
    const loopback = (name: string | undefined) => name === '127.0.0.1' || name === 'localhost';
    const same = asked?.hostname === ours && asked.port === port;
    if (!same && !(loopback(asked?.hostname) && loopback(ours))) throw CrossSite.with();
  }
}

const CrossSite = defineProblem({
  code: 'cross-site-request',
  status: 403,
  title: { zh: '不接受来自其他站点的登录请求', en: 'Sign-in from another site is refused' },
  remedy: { zh: '在本平台的登录页登录', en: 'Sign in on the page of this platform' },
});

/** @throws Problem `invalid-request` */
function credentialsIn(request: IncomingMessage, body: string): Credentials {
  if (request.headers['content-type']?.split(';')[0]?.trim() !== 'application/json')
    throw InvalidRequest.with();
  const given = parsed(body);
  const { account, password } = (given ?? {}) as Partial<Record<keyof Credentials, unknown>>;
  if (typeof account !== 'string' || account === '' || account.length > 60) throw InvalidRequest.with();
  if (typeof password !== 'string' || password === '' || password.length > 200) throw InvalidRequest.with();
  return { account, password };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw InvalidRequest.with();
  }
}

function refuse(response: ServerResponse, problem: Problem, language: Language): void {
  const { retryAfter } = problem.facts;
  if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
  json(response, problem.problem.status, renderProblem(problem, language), 'application/problem+json');
}

function json(response: ServerResponse, status: number, body: object, type = 'application/json'): void {
  response
    .writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}
