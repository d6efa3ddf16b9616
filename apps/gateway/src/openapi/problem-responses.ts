import {
  BodyTooLarge,
  Forbidden,
  IdempotencyKeyReused,
  InternalError,
  InvalidRequest,
  NotAllowedNow,
  NotFound,
  type ProblemType,
  RateLimited,
  renderProblem,
  SCHEMA_PREFIX,
  ServiceUnavailable,
  StaleVersion,
  Unauthenticated,
  UnreadableBody,
  UnsupportedMediaType,
  VersionRequired,
} from '#libs/contract-kit';
import { hasBody, type OperationRoute } from '../routes/operation-route.js';
import { addressFields } from './request-schemas.js';

/** The problems that a route can answer with: those its operation declares, and the shared ones that apply. */
export function problemsOf(route: OperationRoute): ProblemType[] {
  const { operation } = route;
  const isCommand = operation.kind === 'command';
  const all = [
    ...operation.problems,
    InvalidRequest,
    ...(hasBody(route.route) ? [UnreadableBody, UnsupportedMediaType, BodyTooLarge] : []),
    Unauthenticated,
    ...(operation.allow === 'anyone' ? [] : [Forbidden]),
    ...(addressFields(route).length > 0 ? [NotFound] : []),
    ...(isCommand ? [NotAllowedNow, IdempotencyKeyReused] : []),
    ...(operation.ifMatch === 'none' ? [] : [StaleVersion]),
    ...(operation.ifMatch === 'required' ? [VersionRequired] : []),
    RateLimited,
    ServiceUnavailable,
    InternalError,
  ];
  return [...new Map(all.map((problem) => [problem.code, problem])).values()];
}

/** Responses by status; problems of one status share one, with an example of each. */
export function problemResponses(problems: readonly ProblemType[]) {
  const byStatus = new Map<number, ProblemType[]>();
  for (const problem of problems) {
    byStatus.set(problem.status, [...(byStatus.get(problem.status) ?? []), problem]);
  }
  return [...byStatus].map(([status, group]) => ({
    status,
    description: group.map(({ code, title }) => `\`${code}\` ${title.zh} · ${title.en}`).join('\n\n'),
    ...(group.some(({ code }) => RETRIED.has(code)) && { headers: { 'Retry-After': RETRY_AFTER } }),
    content: {
      'application/problem+json': {
        schema: { $ref: `${SCHEMA_PREFIX}ProblemDetail` },
        examples: Object.fromEntries(
          group.map((problem) => [problem.code, { value: renderProblem(problem.with(), 'zh') }]),
        ),
      },
    },
  }));
}

const RETRIED: ReadonlySet<string> = new Set([RateLimited.code, ServiceUnavailable.code]);
const RETRY_AFTER = { description: 'Seconds after which a retry makes sense.', schema: { type: 'integer' } };
