import { networkProblem, problemOf } from './api-problem.js';
import { language } from './i18n.js';
import type { HeldToken } from './token.js';

/*
 * The console as a client of the city's OpenID provider: authorization code with PKCE (RFC 7636). It holds no
 * refresh token, which a script could take: a new access token is asked for silently, by the session cookie of the
 * provider, which no script can read.
 */

const CLIENT = 'console';
const UNDER_WAY = 'citybrain.sign-in';

/** What a sign-in must remember until the browser is back. */
interface UnderWay {
  readonly state: string;
  readonly verifier: string;
  readonly returnTo: string;
}

/** No sign-in is under way in this tab: it has to begin. */
export class SignInNeeded extends Error {}

/** The provider said no: its sign-in is over, or it did not take the request. Asking again would not help. */
export class SignInRefused extends Error {}

/** Leaves the page for the provider; the browser comes back to `/signed-in`. */
export async function beginSignIn(returnTo: string): Promise<void> {
  const asked: UnderWay = { state: random(), verifier: random(), returnTo };
  sessionStorage.setItem(UNDER_WAY, JSON.stringify(asked));
  location.assign(await authorization(asked));
}

/** Takes what the provider sent the browser back with. @returns the token, and where the reader wanted to go */
export async function finishSignIn(address: URL): Promise<{ token: HeldToken; returnTo: string }> {
  const asked = underWay();
  sessionStorage.removeItem(UNDER_WAY);
  if (!asked) throw new SignInNeeded('no sign-in is under way in this tab');
  return { token: await redeem(address, asked), returnTo: asked.returnTo };
}

/** A new token without a page. @throws SignInRefused when the provider knows nobody here any more */
export async function renewSilently(): Promise<HeldToken> {
  const asked: UnderWay = { state: random(), verifier: random(), returnTo: '' };
  const response = await send(await authorization(asked, 'none'), { headers: { accept: 'text/html' } });
  return redeem(new URL(response.url), asked);
}

/** Whether a sign-in page is still good. @throws ApiProblem `interaction-expired` */
export async function checkInteraction(uid: string): Promise<void> {
  await answered(await send(`/oidc/interaction/${encodeURIComponent(uid)}`));
}

/** Sends account and password. @returns the path to go on with. @throws ApiProblem */
export async function sendCredentials(uid: string, account: string, password: string): Promise<string> {
  const response = await send(`/oidc/interaction/${encodeURIComponent(uid)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ account, password }),
  });
  const { next } = (await (await answered(response)).json()) as { next: string };
  return next;
}

async function authorization({ state, verifier }: UnderWay, prompt?: 'none'): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return `/oidc/auth?${new URLSearchParams({
    client_id: CLIENT,
    response_type: 'code',
    scope: 'openid',
    redirect_uri: redirectUri(),
    state,
    code_challenge: base64Url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
    ...(prompt && { prompt }),
  })}`;
}

async function redeem(address: URL, { state, verifier }: UnderWay): Promise<HeldToken> {
  const code = address.searchParams.get('code');
  if (!code || address.searchParams.get('state') !== state)
    throw new SignInRefused(address.searchParams.get('error') ?? 'another answer than asked for');
  const response = await send('/oidc/token', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: CLIENT,
      code,
      redirect_uri: redirectUri(),
      code_verifier: verifier,
    }).toString(),
  });
  if (response.status === 400) throw new SignInRefused('the code was refused');
  const granted = (await (await answered(response)).json()) as { access_token: string; expires_in: number };
  return { value: granted.access_token, endsAt: Date.now() + granted.expires_in * 1_000 };
}

function redirectUri(): string {
  return `${location.origin}/signed-in`;
}

async function send(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (!headers.has('accept')) headers.set('accept', 'application/json');
  headers.set('accept-language', language.value === 'zh' ? 'zh-CN' : 'en');
  try {
    return await fetch(path, { ...init, headers, cache: 'no-store', credentials: 'same-origin' });
  } catch (error) {
    throw networkProblem(error);
  }
}

async function answered(response: Response): Promise<Response> {
  if (!response.ok) throw await problemOf(response);
  return response;
}

function underWay(): UnderWay | undefined {
  try {
    return (JSON.parse(sessionStorage.getItem(UNDER_WAY) ?? 'null') as UnderWay | null) ?? undefined;
  } catch {
    return undefined;
  }
}

/** 256 random bits. */
function random(): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
