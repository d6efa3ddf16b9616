import { invalid } from '../problems/problem-of.js';

/** The parameters of a query string, in order, with every value of a repeated one. */
export type QueryParameters = ReadonlyMap<string, readonly string[]>;

/**
 * Reads the query string of a request target (WHATWG URL, `+` is a space).
 * @throws Problem `invalid-request` when its percent-encoding is malformed
 */
export function queryOf(url: string): QueryParameters {
  const parameters = new Map<string, string[]>();
  const at = url.indexOf('?');
  if (at < 0) return parameters;
  for (const part of url.slice(at + 1).split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decoded(equals < 0 ? part : part.slice(0, equals));
    const values = parameters.get(name) ?? [];
    values.push(equals < 0 ? '' : decoded(part.slice(equals + 1)));
    parameters.set(name, values);
  }
  return parameters;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw malformedEncoding();
  }
}

/** The request target is not percent-encoded UTF-8. */
export function malformedEncoding() {
  return invalid(
    '',
    'percentEncoding',
    { zh: '地址中的百分号编码不正确', en: 'The address is not percent-encoded UTF-8' },
    { zh: '按 RFC 3986 对参数编码', en: 'Encode the parameters as RFC 3986 says' },
  );
}
