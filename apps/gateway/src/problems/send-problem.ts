import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Problem, type ProblemDetail, renderProblem } from '#libs/contract-kit';
import { RemoteProblem } from '#libs/messaging';
import { edgeOf } from '../edge/edge.js';

/** Answers with a problem detail (RFC 9457) and the headers that belong to it. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): void {
  const edge = edgeOf(request);
  const detail = detailOf(problem, edge.language, edge.traceId);
  edge.problemCode = detail.code;
  reply
    .code(detail.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('content-language', edge.language)
    .header('cache-control', 'no-store');
  traceHeaders(request, reply);
  if (detail.retryAfter !== undefined) reply.header('retry-after', String(detail.retryAfter));
  if (detail.status === 401) reply.header('www-authenticate', challenge(request));
  reply.send(JSON.stringify(detail));
}

/** Names the trace of a request in its reply. */
export function traceHeaders(request: FastifyRequest, reply: FastifyReply): void {
  const { traceId, traceparent } = edgeOf(request);
  reply.header('x-trace-id', traceId).header('traceparent', traceparent);
}

// What a service said is passed on as it came; only a status that HTTP does not know becomes our fault.
function detailOf(problem: Problem, language: 'zh' | 'en', traceId: string): ProblemDetail {
  const detail =
    problem instanceof RemoteProblem
      ? { traceId, ...problem.remote }
      : renderProblem(problem, language, traceId);
  const sane = Number.isInteger(detail.status) && detail.status >= 400 && detail.status <= 599;
  return sane ? detail : { ...detail, status: 500 };
}

function challenge(request: FastifyRequest): string {
  return request.headers.authorization === undefined ? 'Bearer' : 'Bearer error="invalid_token"';
}
