import type { HttpRoute } from './http-route.js';

/**
 * A further HTTP face of an operation: its own path (a trailing `*` takes the rest of the path into the field
 * that `wildcard` names), media type and cache header. `render` turns the reply into the body.
 */
export interface Facade {
  readonly route: HttpRoute;
  readonly mediaType: string;
  readonly wildcard?: string;
  readonly cacheControl?: string;
  readonly doc: string;
  /**
   * The operation takes an `HttpExchange` and answers an `HttpAnswer`: the request goes on as it came and the
   * answer comes back as it is, with status, headers, cookies and redirects. For protocols that are HTTP
   * themselves (OpenID Connect). A token of such a request is the protocol's own affair.
   */
  readonly exchange?: boolean;
  /** The operation answers a `FileRef`; the gateway sends the bytes of that file. Who may read it, the operation decides. */
  readonly download?: boolean;
  render(reply: object): string;
}

/** Declares a façade; `render` is typed by the operation's reply class. */
export function facade<Rep extends object>(
  declared: Omit<Facade, 'render'> & { render(reply: Rep): string },
): Facade {
  return declared as Facade;
}

/** Declares addresses whose requests an operation takes as they are; see `Facade.exchange`. */
export function exchange(route: HttpRoute, doc: string): Facade {
  return { route, doc, exchange: true, mediaType: '*/*', render: () => '' };
}

/** Declares an address that sends the file which the operation answers; see `Facade.download`. */
export function download(route: HttpRoute, doc: string): Facade {
  return { route, doc, download: true, mediaType: 'application/octet-stream', render: () => '' };
}
