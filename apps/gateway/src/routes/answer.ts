import type { FastifyReply, FastifyRequest } from 'fastify';
import { type HttpRoute, pathParameters } from '#libs/contract-kit';
import { type Exchanged, HEADER } from '#libs/messaging';
import { traceHeaders } from '../problems/send-problem.js';
import type { OperationRoute } from './operation-route.js';

type Answer = Exchanged['message'];

/** Turns the reply of a service into the HTTP reply. */
export function answer(
  route: OperationRoute,
  { message, headers }: Exchanged,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const { operation, facade } = route;
  const version = headers.get(HEADER.version);
  const tag = version && /^\d+$/.test(version) ? `"${version}"` : undefined;
  traceHeaders(request, reply);
  reply.header('cache-control', facade?.cacheControl ?? 'no-store');
  if (tag) reply.header('etag', tag);
  if (tag && route.route.method === 'GET' && matches(request.headers['if-none-match'], tag)) {
    reply.code(304).send();
    return;
  }
  if (facade) {
    reply.header('content-type', facade.mediaType).send(facade.render(message.json<object>()));
    return;
  }
  const location = operation.creates ? locationOf(route, message) : undefined;
  if (location) reply.header('location', location);
  const { buffer, byteOffset, byteLength } = message.data;
  reply
    .code(operation.creates ? 201 : 200)
    .header('content-type', 'application/json; charset=utf-8')
    .send(Buffer.from(buffer, byteOffset, byteLength));
}

/** If-None-Match (RFC 9110 §13.1.2), by weak comparison. */
export function matches(header: string | undefined, tag: string): boolean {
  if (!header) return false;
  return header.split(',').some((candidate) => {
    const one = candidate.trim();
    return one === '*' || one.replace(/^W\//, '') === tag;
  });
}

/** Where the new object can be read. */
function locationOf(route: OperationRoute, message: Answer): string | undefined {
  const found = readingRoute(route);
  if (!found) return undefined;
  const made = message.json<Record<string, unknown>>();
  const value = made[found.field];
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return `${route.route.path}/${encodeURIComponent(value)}`;
}

/** The query of the same service whose address is this one's and one field of the object. */
export function readingRoute({
  contract,
  route,
}: OperationRoute): { route: HttpRoute; field: string } | undefined {
  for (const { kind, http } of Object.values(contract.operations)) {
    const field = http && pathParameters(http.path)[0];
    if (kind === 'query' && http && field && http.path === `${route.path}/{${field}}`)
      return { route: http, field };
  }
  return undefined;
}
