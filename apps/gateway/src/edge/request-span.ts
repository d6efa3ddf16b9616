import type { FastifyReply, FastifyRequest } from 'fastify';
import { outcomeOf } from '#libs/messaging';
import { edgeOf } from './edge.js';

/** Records the hop of a finished HTTP request: the pattern of its path, never the path, which holds values. */
export function recordRequest(request: FastifyRequest, { statusCode: status }: FastifyReply): void {
  const { span, operation, caller, problemCode } = edgeOf(request);
  if (!span.sampled) return;
  const { tracer } = request.server;
  const pattern = request.routeOptions.url;
  tracer.record({
    ...tracer.times(span),
    kind: 'http',
    name: operation ?? `HTTP ${request.method}`,
    ...(pattern && { address: `${request.method} ${pattern}` }),
    outcome: outcomeOf(status),
    status,
    ...(problemCode && { code: problemCode }),
    actor: caller?.subject ?? 'anonymous',
  });
}
