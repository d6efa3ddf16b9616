import type { Logger } from 'pino';
import type { TokenVerifier } from '#libs/access';
import type { ServiceContract } from '#libs/contract-kit';
import { type NatsConnection, OperationClient } from '#libs/messaging';
import { cityVerifier } from '#libs/service-host';
import { BusWatch } from './bus-watch.js';
import type { GatewayConfiguration } from './configuration.js';
import type { Limits } from './limits.js';

/** What the running gateway has: contracts, connection, clock, log. Injected wherever it is needed. */
export class GatewayRuntime {
  readonly client: OperationClient;
  readonly verifier: TokenVerifier;
  readonly bus: BusWatch;
  draining = false;
  /** Requests whose reply is not finished, streams included. */
  underWay = 0;

  constructor(
    readonly contracts: readonly ServiceContract[],
    readonly configuration: GatewayConfiguration,
    readonly limits: Limits,
    readonly connection: NatsConnection,
    readonly logger: Logger,
    readonly now: () => Date,
  ) {
    this.bus = new BusWatch(connection);
    this.client = new OperationClient(connection);
    this.verifier = cityVerifier(configuration.cityId, configuration.trustedIssuers, connection, logger);
  }
}
