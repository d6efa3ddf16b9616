export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** An HTTP address: method and a path with `{field}` parameters that name fields of the request. */
export interface HttpRoute {
  readonly method: HttpMethod;
  readonly path: string;
}

const route =
  (method: HttpMethod) =>
  (path: string): HttpRoute => ({ method, path });

export const get = route('GET');
export const post = route('POST');
export const put = route('PUT');
export const patch = route('PATCH');
export const del = route('DELETE');

/** The names of the `{…}` parameters of a path. */
export function pathParameters(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string);
}
