import {
  BodyTooLarge,
  type FieldError,
  Forbidden,
  InternalError,
  InvalidRequest,
  MethodNotAllowed,
  NotFound,
  Problem,
  type ProblemType,
  RateLimited,
  ServiceUnavailable,
  Unauthenticated,
  UnsupportedMediaType,
} from '#libs/contract-kit';

/** What the HTTP layer's own errors amount to. */
const BY_STATUS: Readonly<Record<number, ProblemType>> = {
  400: InvalidRequest,
  401: Unauthenticated,
  403: Forbidden,
  404: NotFound,
  405: MethodNotAllowed,
  413: BodyTooLarge,
  414: InvalidRequest,
  415: UnsupportedMediaType,
  429: RateLimited,
  503: ServiceUnavailable,
};

/** The problem that an error amounts to; an undeclared error is a defect of ours (style §5). */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const known = BY_STATUS[statusOf(error) ?? 0];
  return known ? known.with({ cause: error }) : InternalError.with({ cause: error });
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('getStatus' in error && typeof error.getStatus === 'function') return Number(error.getStatus());
  return 'statusCode' in error ? Number(error.statusCode) : undefined;
}

/** A request that is wrong in one place. */
export function invalid(
  path: string,
  rule: string,
  message: FieldError['message'],
  remedy: FieldError['remedy'],
) {
  return InvalidRequest.with({ errors: [{ path, rule, message, remedy }] });
}
