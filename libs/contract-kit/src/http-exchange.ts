import { Choice, Int, ListOf, Text } from './fields.js';

/** Request headers that go along; all others stay at the edge. */
export const EXCHANGED_REQUEST_HEADERS = [
  'accept',
  'accept-language',
  'authorization',
  'content-type',
  'cookie',
  'origin',
  'user-agent',
] as const;

/** Answer headers that come back; all others are the edge's own. */
export const EXCHANGED_ANSWER_HEADERS = [
  'cache-control',
  'content-type',
  'location',
  'pragma',
  'retry-after',
  'set-cookie',
  'www-authenticate',
] as const;

/** Largest body of an exchange, in characters. */
export const EXCHANGED_BODY = 32_768;

export class HttpHeader {
  @Text({ zh: '名称', doc: 'Lower case.', max: 60, pattern: /^[a-z0-9-]+$/, example: 'content-type' })
  name: string;

  @Text({ zh: '值', max: 8_192, example: 'application/json' })
  value: string;
}

/** An HTTP request, carried to a service that answers it itself. */
export class HttpExchange {
  @Choice({ zh: '方法', of: ['GET', 'POST'] })
  method: 'GET' | 'POST';

  @Text({
    zh: '路径',
    doc: 'Path with query string, as it came.',
    max: 8_192,
    pattern: /^\/[\x21-\x7e]*$/,
    example: '/oidc/.well-known/openid-configuration',
  })
  target: string;

  @ListOf({ zh: '请求头', of: () => HttpHeader, max: 20 })
  headers: HttpHeader[];

  @Text({
    zh: '请求正文',
    max: EXCHANGED_BODY,
    optional: true,
    personal: { class: 'credential', sensitive: true },
  })
  body?: string;

  @Text({ zh: '来源地址', doc: 'Address of the caller as the edge saw it.', max: 60, optional: true })
  address?: string;
}

/** An HTTP answer, to be sent as it is. */
export class HttpAnswer {
  @Int({ zh: '状态码', min: 200, max: 599 })
  status: number;

  @ListOf({ zh: '响应头', doc: '`set-cookie` may come several times.', of: () => HttpHeader, max: 30 })
  headers: HttpHeader[];

  @Text({
    zh: '响应正文',
    max: 200_000,
    optional: true,
    personal: { class: 'credential', sensitive: true },
  })
  body?: string;
}
