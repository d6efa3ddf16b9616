import type { FastifyInstance } from 'fastify';
import { tracerOf } from '#libs/messaging';
import type { GatewayRuntime } from '../gateway-runtime.js';
import type { Metrics } from '../metrics/metrics.js';
import { authenticate } from './authentication.js';
import { takeJsonOnly } from './body.js';
import { edgeOf } from './edge.js';
import { limitReceipt } from './receipt-limit.js';
import { recordRequest } from './request-span.js';
import { setSecurityHeaders } from './security-headers.js';

/** What happens to every request before and after its route: headers, trace, caller, figures, log. */
export async function prepareServer(
  server: FastifyInstance,
  runtime: GatewayRuntime,
  metrics: Metrics,
): Promise<void> {
  server.decorateRequest('edge', null);
  server.decorate('tracer', tracerOf(runtime.connection));
  takeJsonOnly(server, runtime.contracts);
  limitReceipt(server, runtime.limits);
  await setSecurityHeaders(server);
  server.addHook('onRequest', async (_request, reply) => {
    runtime.underWay++;
    reply.raw.once('close', () => runtime.underWay--);
  });
  server.addHook('onRequest', (request) => authenticate(request, runtime.verifier, runtime.now()));
  server.addHook('onSend', async (_request, reply) => {
    if (runtime.draining) reply.header('connection', 'close');
  });
  server.addHook('onResponse', async (request, reply) => {
    const { operation, traceId, caller, began } = edgeOf(request);
    recordRequest(request, reply);
    metrics.observe(request, reply);
    runtime.logger.debug(
      {
        method: request.method,
        operation,
        status: reply.statusCode,
        milliseconds: Math.round(performance.now() - began),
        actor: caller?.subject,
        traceId,
      },
      'request',
    );
  });
}
