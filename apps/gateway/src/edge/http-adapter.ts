import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { ServiceContract } from '#libs/contract-kit';
import type { Limits } from '../limits.js';
import { problemOf } from '../problems/problem-of.js';
import { sendProblem } from '../problems/send-problem.js';
import { malformedEncoding } from '../routes/query-string.js';
import { answerBrokenHttp } from './broken-http.js';

const BEYOND_THE_SLOWEST_MS = 10_000;

/** The HTTP server with its bounds. */
export function httpAdapter(limits: Limits, contracts: readonly ServiceContract[]): FastifyAdapter {
  const operations = contracts.flatMap((contract) => Object.values(contract.operations));
  const slowest = Math.max(limits.requestMs, ...operations.map((operation) => operation.timeoutMs));
  return new FastifyAdapter({
    bodyLimit: limits.bodyBytes,
    // An idle socket is cut, but not one that waits for the slowest operation.
    connectionTimeout: slowest + BEYOND_THE_SLOWEST_MS,
    // For files; `limitReceipt` holds all other requests to `requestMs`.
    requestTimeout: Math.max(limits.requestMs, limits.uploadMs),
    keepAliveTimeout: limits.keepAliveMs,
    // Requests on open connections are still answered while draining, and told that it was the last.
    return503OnClosing: false,
    http: { headersTimeout: limits.headersMs, maxHeaderSize: limits.headerBytes },
    routerOptions: { maxParamLength: limits.pathParameter },
    // The router's own faults come before any hook: a malformed address, a parameter too long.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(request, reply, error.code === 'FST_ERR_BAD_URL' ? malformedEncoding() : problemOf(error)),
    clientErrorHandler: answerBrokenHttp,
  });
}
