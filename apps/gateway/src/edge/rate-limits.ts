import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Problem, RateLimited } from '#libs/contract-kit';
import { edgeOf } from './edge.js';

/** Probes and scrapes must not be refused because somebody else shares their address. */
const EXEMPT = /^\/(health\/|metrics$)/;
const MINUTE_MS = 60_000;
/** Callers remembered at once; the least recent is forgotten. */
const CALLERS = 20_000;

/** Refuses one try too many to sign in. */
export type LimitSignIn = (request: FastifyRequest) => Promise<void>;

/**
 * Limits every caller: by the subject of the token, or by address without one. Returns the narrower limit
 * for signing in, which counts by address and account.
 */
export async function limitRates(
  server: FastifyInstance,
  limits: { requestsPerMinute: number; signInsPerMinute: number },
): Promise<LimitSignIn> {
  await server.register(rateLimit, {
    max: limits.requestsPerMinute,
    timeWindow: MINUTE_MS,
    cache: CALLERS,
    keyGenerator: (request) => edgeOf(request).caller?.subject ?? `address:${request.ip}`,
    allowList: (request) => EXEMPT.test(request.url),
    errorResponseBuilder: (_request, { ttl }) => tooMany(ttl),
  });
  const check = server.createRateLimit({
    max: limits.signInsPerMinute,
    timeWindow: MINUTE_MS,
    allowList: () => false,
    keyGenerator: (request) => edgeOf(request).attempt ?? `address:${request.ip}`,
  });
  return async (request) => {
    const verdict = await check(request);
    if (!verdict.isAllowed && verdict.isExceeded) throw tooMany(verdict.ttl);
  };
}

function tooMany(ttlMs: number): Problem {
  return RateLimited.with({ retryAfter: Math.max(1, Math.ceil(ttlMs / 1000)) });
}
