import { networkProblem, problemOf } from './api-problem.js';
import { language } from './i18n.js';
import { freshToken } from './renewal.js';
import { token } from './token.js';

/** Fields of a request's query string; what is empty is left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

export interface QueryOptions {
  readonly query?: Query;
  readonly signal?: AbortSignal;
}

export interface CommandOptions {
  readonly body: object;
  /** One key for each user action; a repeated attempt sends the same. */
  readonly key: string;
  /** Version of the object that the user has seen. */
  readonly ifMatch?: number;
}

const PATIENCE_MS = 20_000;
const REPEATS = 2;

let whenUnauthenticated: () => void = () => undefined;

/** Says what happens when the server no longer accepts the token. */
export function onUnauthenticated(act: () => void): void {
  whenUnauthenticated = act;
}

export const api = {
  get: <Reply>(path: string, options: QueryOptions = {}): Promise<Reply> =>
    send(path + queryString(options.query), { signal: options.signal }).then(asJson<Reply>),

  getBlob: (path: string, options: QueryOptions = {}): Promise<Blob> =>
    send(path + queryString(options.query), { signal: options.signal, headers: { accept: 'text/csv' } }).then(
      (response) => response.blob(),
    ),

  post: <Reply>(path: string, options: CommandOptions): Promise<Reply> =>
    command<Reply>('POST', path, options),

  put: <Reply>(path: string, options: CommandOptions): Promise<Reply> => command<Reply>('PUT', path, options),

  delete: <Reply>(path: string, options: CommandOptions): Promise<Reply> =>
    command<Reply>('DELETE', path, options),
};

async function command<Reply>(method: string, path: string, options: CommandOptions): Promise<Reply> {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'idempotency-key': options.key,
  };
  if (options.ifMatch !== undefined) headers['if-match'] = `"${options.ifMatch}"`;
  return asJson<Reply>(await send(path, { method, headers, body: JSON.stringify(options.body) }));
}

async function asJson<Reply>(response: Response): Promise<Reply> {
  return (await response.json()) as Reply;
}

/** Sends, and repeats what a server that is just restarting or a short gap in the network left open. */
async function send(path: string, init: RequestInit): Promise<Response> {
  await freshToken();
  for (let attempt = 0; ; attempt += 1) {
    const response = await once(path, init).catch((error: unknown) => {
      if (attempt < REPEATS && !init.signal?.aborted) return undefined;
      throw init.signal?.aborted ? error : networkProblem(error);
    });
    if (response?.ok) return response;
    if (response && (response.status !== 503 || attempt >= REPEATS)) throw await refused(response);
    await pause(response?.headers.get('retry-after'), attempt);
  }
}

function once(path: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  if (!headers.has('accept')) headers.set('accept', 'application/json');
  headers.set('accept-language', language.value === 'zh' ? 'zh-CN' : 'en');
  if (token.value) headers.set('authorization', `Bearer ${token.value.value}`);
  const limit = AbortSignal.timeout(PATIENCE_MS);
  const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;
  return fetch(path, { ...init, headers, signal, cache: 'no-store', credentials: 'omit' });
}

async function refused(response: Response): Promise<Error> {
  const problem = await problemOf(response);
  if (response.status === 401 && token.value) whenUnauthenticated();
  return problem;
}

function pause(retryAfter: string | null | undefined, attempt: number): Promise<void> {
  const asked = Number(retryAfter ?? '0');
  const seconds = Math.min(asked > 0 ? asked : 0.5 * (attempt + 1), 3);
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

function queryString(query: Query = {}): string {
  const filled = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  return filled.length > 0 ? `?${new URLSearchParams(filled)}` : '';
}
