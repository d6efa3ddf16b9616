import type { Type } from '@nestjs/common';
import { pino } from 'pino';
import type { Principal } from '#libs/access';
import type { ServiceContract } from '#libs/contract-kit';
import { connectNats, type NatsConnection, OperationClient, provisionStreams } from '#libs/messaging';
import { type RunningService, startService } from '#libs/service-host';
import { startTestServers, type TestServers } from './test-servers.js';
import { TestIssuer } from './token-issuer.js';

/** City of all tests. */
export const TEST_CITY = 'testcity';

/** Real servers, a token issuer, and services started in this process over them. */
export class TestCity {
  private readonly services: RunningService[] = [];

  private constructor(
    readonly servers: TestServers,
    readonly issuer: TestIssuer,
    /** A client as an outsider has it: NATS user `integrator`. */
    readonly outsider: NatsConnection,
    readonly operator: NatsConnection,
    readonly client: OperationClient,
  ) {}

  static async start(contracts: readonly unknown[]): Promise<TestCity> {
    const declared = contracts as readonly ServiceContract[];
    const [servers, issuer] = await Promise.all([startTestServers(declared), TestIssuer.start()]);
    const connect = (user: string) =>
      connectNats({ url: servers.natsUrl, user, ...(servers.seeds[user] && { seed: servers.seeds[user] }) });
    const [outsider, operator] = await Promise.all([connect('integrator'), connect('operator')]);
    await provisionStreams(operator, declared);
    return new TestCity(servers, issuer, outsider, operator, new OperationClient(outsider));
  }

  /** What conformance scenarios run against. */
  get target() {
    return {
      connection: this.outsider,
      client: this.client,
      token: (principal: Principal, expiresIn?: number) => this.token(principal, expiresIn),
    };
  }

  /** Environment with which a process of this city is started. */
  environment(user: string): NodeJS.ProcessEnv {
    return {
      CITY_ID: TEST_CITY,
      NATS_URL: this.servers.natsUrl,
      NATS_NKEY_SEED: this.servers.seeds[user],
      MONGODB_URI: this.servers.mongoUri,
      IDENTITY_KEY_SECRET: 'the secret of the test city, long enough to be one',
      PERSONAL_DATA_SECRET: 'a secret of tests, as long as it must be',
      PERSONAL_DATA_KEYS: this.servers.keysFolder,
      TOKEN_ISSUERS: JSON.stringify([{ issuer: this.issuer.issuer, jwks: this.issuer.jwks }]),
    };
  }

  /** Starts a service in this process; `variables` are its own besides those of the city. */
  async serve(
    user: string,
    module: Type<object>,
    now?: () => Date,
    variables?: NodeJS.ProcessEnv,
  ): Promise<RunningService> {
    const service = await startService(module, {
      environment: { ...this.environment(user), ...variables },
      logger: pino({ level: process.env.TEST_LOG ?? 'silent' }),
      ...(now && { now }),
    });
    this.services.push(service);
    return service;
  }

  token(principal: Principal, expiresIn?: number): Promise<string> {
    return this.issuer.token(principal, TEST_CITY, expiresIn);
  }

  async stop(): Promise<void> {
    for (const service of this.services.reverse()) await service.stop();
    await Promise.all([this.outsider.close(), this.operator.close()]);
    await Promise.all([this.issuer.stop(), this.servers.stop()]);
  }
}
