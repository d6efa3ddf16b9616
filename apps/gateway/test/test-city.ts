import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstream } from '@nats-io/jetstream';
import { createUser } from '@nats-io/nkeys';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { pino } from 'pino';
import { type CloudEvent, natsRights, type ServiceContract } from '#libs/contract-kit';
import { natsServerConfig, resolveNatsServer, startNatsServer } from '#libs/local-servers';
import {
  type Call,
  connectNats,
  type NatsConnection,
  OperationServer,
  provisionStreams,
} from '#libs/messaging';
import { cityIssuer, cityVerifier } from '#libs/service-host';
import type { GatewayOptions, RunningGateway } from '../src/start-gateway.js';
import { loadRequiredEsModules } from './esm-under-jest.js';

export const CITY_ID = 'testcity';
export const ORGANISATION = '11370000MB284651XL';

type Handlers = Readonly<Record<string, (request: never, call: Call) => Promise<object>>>;

/** A real NATS with the rights of the contracts, and what is needed to act as everybody in it. */
export interface TestCity {
  readonly operator: NatsConnection;
  token(claims?: { roles?: string[]; org?: string; sub?: string; expiresIn?: number }): Promise<string>;
  serve(contract: ServiceContract, handlers: Handlers): Promise<OperationServer>;
  gateway(environment?: NodeJS.ProcessEnv, options?: GatewayOptions): Promise<RunningGateway>;
  /** Puts an event on the stream; returns its sequence. */
  publish(type: string, event: Partial<CloudEvent>): Promise<number>;
  readonly keys: object;
  stop(): Promise<void>;
}

export async function startTestCity(contracts: readonly ServiceContract[]): Promise<TestCity> {
  await loadRequiredEsModules();
  const { startGateway } = await import('../src/start-gateway.js');
  const dir = await mkdtemp(join(tmpdir(), 'citybrain-gateway-'));
  const found = await resolveNatsServer({ env: { ...process.env, NATS_URL: '' } });
  if (found.kind === 'external') throw new Error('these tests need a nats-server of their own');
  const rights = Object.entries(natsRights(contracts));
  const users = rights.map(([name, right]) => ({ name, right, key: createUser() }));
  const seedOf = (name: string) => {
    const user = users.find((one) => one.name === name);
    if (!user) throw new Error(`no NATS user ${name}`);
    return new TextDecoder().decode(user.key.getSeed());
  };
  const nats = await startNatsServer({
    binary: found.path,
    dir,
    configText: (port) =>
      natsServerConfig({
        port,
        storeDir: join(dir, 'jetstream'),
        account: CITY_ID,
        syncAlways: false,
        users: users.map(({ name, right, key }) => ({
          name,
          publicKey: key.getPublicKey(),
          publish: { allow: right.publish },
          subscribe: { allow: right.subscribe },
          allowResponses: true,
        })),
      }),
  });
  const connections: NatsConnection[] = [];
  const connectAs = async (user: string) => {
    const connection = await connectNats({ url: nats.url, user, seed: seedOf(user) });
    connections.push(connection);
    return connection;
  };
  const operator = await connectAs('operator');
  await provisionStreams(operator, contracts);
  const { privateKey, publicKey } = await generateKeyPair('Ed25519', { extractable: true });
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', use: 'sig', alg: 'EdDSA' }] };
  const gateways: RunningGateway[] = [];

  return {
    operator,
    keys,
    token: ({ roles = ['writer'], org = ORGANISATION, sub = 'person:1', expiresIn = 600 } = {}) =>
      new SignJWT({ roles, org })
        .setProtectedHeader({ alg: 'EdDSA', kid: 'k1' })
        .setSubject(sub)
        .setIssuer(cityIssuer(CITY_ID))
        .setAudience(CITY_ID)
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1000) + expiresIn)
        .sign(privateKey),
    serve: async (contract, handlers) => {
      const connection = await connectAs(contract.name);
      const verifier = cityVerifier(
        CITY_ID,
        [{ issuer: cityIssuer(CITY_ID), jwks: 'nats' }],
        operator,
        pino({ level: 'silent' }),
      );
      const server = new OperationServer({
        connection,
        contract,
        authenticate: (token) => verifier.verify(token),
        asProblem: () => undefined,
        denied: async () => undefined,
        finished: () => undefined,
      });
      for (const operation of Object.values(contract.operations)) {
        const handle = handlers[operation.name] ?? (async () => ({}));
        server.addHandler(operation.subject, handle as () => Promise<object>);
      }
      await new Promise<void>((resolve, reject) =>
        server.listen((error) => (error ? reject(error) : resolve())),
      );
      return server;
    },
    gateway: async (environment = {}, options = {}) => {
      const gateway = await startGateway({
        environment: {
          CITY_ID,
          NATS_URL: nats.url,
          NATS_NKEY_SEEDS: JSON.stringify({ gateway: seedOf('gateway') }),
          GATEWAY_PORT: '0',
          CONSOLE_DIR: join(dir, 'no-console'),
          LOG_LEVEL: 'silent',
          ...environment,
        },
        logger: pino({ level: 'silent' }),
        contracts,
        ...options,
      });
      gateways.push(gateway);
      return gateway;
    },
    publish: async (type, event) => {
      const whole = {
        specversion: '1.0',
        id: randomUUID(),
        type,
        subject: 'note/1',
        organisation: ORGANISATION,
        data: { title: '便签' },
        ...event,
      };
      return (await jetstream(operator).publish(type, JSON.stringify(whole))).seq;
    },
    stop: async () => {
      await Promise.all(gateways.map((gateway) => gateway.stop()));
      await Promise.all(connections.map((connection) => connection.close()));
      await nats.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
