import type { FastifyRequest } from 'fastify';
import type { TokenVerifier } from '#libs/access';
import { Problem, Unauthenticated } from '#libs/contract-kit';
import { edgeOf } from './edge.js';

/**
 * Looks who calls, once, before anything is read: the rate limit needs the name. A bad token is remembered
 * as the request's refusal and answered by the route, so that open pages stay open.
 */
export async function authenticate(
  request: FastifyRequest,
  verifier: TokenVerifier,
  now: Date,
): Promise<void> {
  const { authorization } = request.headers;
  if (authorization === undefined) return;
  const edge = edgeOf(request);
  const token = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i.exec(authorization)?.[1];
  if (!token) {
    edge.refusal = Unauthenticated.with({
      detail: { zh: 'Authorization 头格式不正确', en: 'The Authorization header is not `Bearer <token>`' },
    });
    return;
  }
  try {
    edge.verified = await verifier.inspect(token, now.getTime());
    edge.caller = edge.verified.principal;
    edge.token = token;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    edge.refusal = error;
  }
}
