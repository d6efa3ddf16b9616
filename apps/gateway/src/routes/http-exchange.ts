import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  BodyTooLarge,
  EXCHANGED_ANSWER_HEADERS,
  EXCHANGED_BODY,
  EXCHANGED_REQUEST_HEADERS,
  type HttpAnswer,
  type HttpExchange,
} from '#libs/contract-kit';
import { single } from '../edge/edge.js';
import { traceHeaders } from '../problems/send-problem.js';

const ALLOWED: ReadonlySet<string> = new Set(EXCHANGED_ANSWER_HEADERS);

/**
 * The request as it came, for an operation that answers HTTP itself.
 * @throws Problem `body-too-large`
 */
export function exchangeOf(request: FastifyRequest): HttpExchange {
  const body = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
  if (body.length > EXCHANGED_BODY) throw BodyTooLarge.with();
  return {
    method: request.method === 'POST' ? 'POST' : 'GET',
    target: request.raw.url ?? '/',
    headers: EXCHANGED_REQUEST_HEADERS.flatMap((name) => {
      const value = single(request.headers[name]);
      return value ? [{ name, value }] : [];
    }),
    address: request.ip,
    ...(body !== '' && { body }),
  };
}

/** The account that the body of a sign-in names; for its limit. */
export function accountIn({ headers, body }: HttpExchange): string | undefined {
  const json = headers.some(
    ({ name, value }) => name === 'content-type' && value.startsWith('application/json'),
  );
  if (!json || body === undefined) return undefined;
  try {
    const { account } = JSON.parse(body) as { account?: unknown };
    return typeof account === 'string' ? account : '';
  } catch {
    return '';
  }
}

/** Sends the answer as the service gave it. */
export function sendAnswer(answer: HttpAnswer, request: FastifyRequest, reply: FastifyReply): void {
  traceHeaders(request, reply);
  reply.code(answer.status).header('cache-control', 'no-store');
  for (const { name, value } of answer.headers) if (ALLOWED.has(name)) reply.header(name, value);
  reply.send(answer.body ?? '');
}
