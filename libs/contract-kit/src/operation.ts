import type { Type } from '@nestjs/common';
import type { Bilingual } from './bilingual.js';
import type { Facade } from './facade.js';
import type { HttpRoute } from './http-route.js';
import type { ProblemType } from './problem.js';

/**
 * Who may call: `anyone` (no token), `signed-in` (any valid token), or a list of roles of which the caller
 * needs one. Rights that depend on the object (own organisation, not the author) are the domain's to check.
 */
export type Allow = 'anyone' | 'signed-in' | readonly string[];

/** One example of an operation; it is shown on the API page and executed by a test. */
export interface Example<Req> {
  readonly name: string;
  readonly request: Req;
}

/** Declaration of an operation; `defineService` binds it to its service and subject. */
export interface OperationSpec<Req extends object = object, Rep extends object = object> {
  readonly kind: 'command' | 'query';
  readonly summary: Bilingual;
  /** Docstring: what it does, shapes, units, errors, source. Markdown. */
  readonly doc: string;
  readonly request: Type<Req>;
  readonly reply: Type<Rep>;
  /** Problems beyond the shared ones. */
  readonly problems: readonly ProblemType[];
  readonly allow: Allow;
  readonly http?: HttpRoute;
  /** Further HTTP faces of the same operation: other media types, wildcards, cache headers (decision 9). */
  readonly facades?: readonly Facade[];
  readonly examples: readonly Example<NoInfer<Req>>[];
  /** The command makes a new object: HTTP 201, and its id derives from the idempotency key (decision 3). */
  readonly creates?: boolean;
  /** Whether `If-Match` is needed, heeded or has no meaning. */
  readonly ifMatch: 'required' | 'optional' | 'none';
  /** Milliseconds a caller waits unless told otherwise. */
  readonly timeoutMs: number;
  /** Largest request body in bytes. */
  readonly maxBytes: number;
}

type Declared<Req extends object, Rep extends object> = Omit<
  OperationSpec<Req, Rep>,
  'kind' | 'problems' | 'ifMatch' | 'timeoutMs' | 'maxBytes'
> &
  Partial<Pick<OperationSpec, 'problems' | 'ifMatch' | 'timeoutMs' | 'maxBytes'>>;

/** Declares an operation that changes state. */
export function command<Req extends object, Rep extends object>(
  declared: Declared<Req, Rep>,
): OperationSpec<Req, Rep> {
  return {
    problems: [],
    ifMatch: declared.creates ? 'none' : 'optional',
    timeoutMs: 5_000,
    maxBytes: 512 * 1024,
    ...declared,
    kind: 'command',
  };
}

/** Declares an operation that only reads. */
export function query<Req extends object, Rep extends object>(
  declared: Declared<Req, Rep>,
): OperationSpec<Req, Rep> {
  return { problems: [], ifMatch: 'none', timeoutMs: 5_000, maxBytes: 64 * 1024, ...declared, kind: 'query' };
}

/** An operation bound to its service. */
export interface Operation<Req extends object = object, Rep extends object = object>
  extends OperationSpec<Req, Rep> {
  readonly service: string;
  readonly name: string;
  readonly subject: string;
}

/** Request type of an operation. */
export type RequestOf<O> = O extends Operation<infer Req, object> ? Req : never;
/** Reply type of an operation. */
export type ReplyOf<O> =
  O extends Operation<never, infer Rep> ? Rep : O extends { reply: Type<infer R> } ? R : never;
