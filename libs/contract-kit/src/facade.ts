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
  render(reply: object): string;
}

/** Declares a façade; `render` is typed by the operation's reply class. */
export function facade<Rep extends object>(
  declared: Omit<Facade, 'render'> & { render(reply: Rep): string },
): Facade {
  return declared as Facade;
}
