import type { FastifyInstance } from 'fastify';
import type { Limits } from '../limits.js';
import { isUpload } from './body.js';
import { answerBrokenHttp } from './broken-http.js';

/** Cuts a request whose body takes too long to come. Files have more time, which Node's own limit gives. */
export function limitReceipt(server: FastifyInstance, limits: Limits): void {
  server.addHook('onRequest', async (request, reply) => {
    const { raw } = request;
    if (raw.complete || isUpload(request)) return;
    const late = setTimeout(() => {
      if (raw.complete) return;
      const error = Object.assign(new Error('too slow'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
      answerBrokenHttp(error, raw.socket);
    }, limits.requestMs);
    raw.once('end', () => clearTimeout(late));
    reply.raw.once('close', () => clearTimeout(late));
  });
}
