import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
import Fastify from 'fastify';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { pino } from 'pino';
import type { ServiceContract } from '#libs/contract-kit';
import { startGateway } from '../apps/gateway/src/start-gateway.js';
import { benchContract } from './bench-service.js';
import { answerAsks } from './child-process.js';
import { CITY, type EdgeAddresses, type EdgeSettings, LIMIT, QUIET_SERVICE, SERVICE } from './worker-asks.js';

/*
 * The edge process: our gateway and, beside it, the limit of decision 25: a bare Fastify route that checks the
 * token once and remembers it, then sends one raw NATS request. The sides never run at the same time.
 */

const settings = JSON.parse(process.env.BENCH_SETTINGS ?? '{}') as EdgeSettings;
const contracts: unknown[] = [benchContract(SERVICE), benchContract(QUIET_SERVICE)];
const gateway = await startGateway({
  contracts: contracts as ServiceContract[],
  logger: pino({ level: 'warn' }, pino.destination(2)),
  environment: {
    ...process.env,
    CITY_ID: CITY,
    NATS_URL: settings.natsUrl,
    NATS_NKEY_SEED: settings.natsSeed,
    GATEWAY_HOST: '127.0.0.1',
    GATEWAY_PORT: '0',
    RATE_LIMIT_PER_MINUTE: '100000000',
  },
});

const nats = await connect({
  servers: settings.natsUrl,
  authenticator: nkeyAuthenticator(new TextEncoder().encode(settings.natsSeed)),
  noAsyncTraces: true,
});
const keys = createRemoteJWKSet(new URL(settings.jwks));
const verified = new Map<string, unknown>();
async function checkToken(header: string | undefined): Promise<void> {
  const token = header?.slice('Bearer '.length) ?? '';
  if (verified.has(token)) return;
  verified.set(token, (await jwtVerify(token, keys, { issuer: settings.issuer, audience: CITY })).payload);
}

const bare = Fastify();
bare.post('/items', async (request, reply) => {
  await checkToken(request.headers.authorization);
  const answer = await nats.request(LIMIT.insert, JSON.stringify(request.body), { timeout: 30_000 });
  return reply.code(201).send(answer.json());
});
bare.get<{ Params: { id: string } }>('/items/:id', async (request, reply) => {
  await checkToken(request.headers.authorization);
  const body = JSON.stringify({ id: request.params.id });
  return reply.send((await nats.request(LIMIT.find, body, { timeout: 5_000 })).json());
});
const bareUrl = await bare.listen({ host: '127.0.0.1', port: 0 });

const addresses: EdgeAddresses = { gateway: gateway.url, bare: bareUrl };
answerAsks(
  {
    stop: async () => {
      await Promise.all([gateway.stop(), bare.close(), nats.close()]);
    },
  },
  addresses,
);
