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
    kind: 'http',
    name: operation ?? `HTTP ${request.method}`,
    outcome: outcomeOf(status),
    status,
    actor: caller?.subject ?? 'anonymous',
    ...tracer.times(span),
    ...(pattern && { address: `${request.method} ${pattern}` }),
    ...(problemCode && { code: problemCode }),
  });
}
