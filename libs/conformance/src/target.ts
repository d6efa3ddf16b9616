import type { Principal } from '#libs/access';
import type { NatsConnection, OperationClient } from '#libs/messaging';

/**
 * What a scenario runs against: any implementation that is reached over NATS and believes a token issuer
 * (decision 8). Ours in a test, or a vendor's.
 */
export interface Target {
  readonly connection: NatsConnection;
  readonly client: OperationClient;
  /** A token for the principal; `expiresIn` in seconds, negative for an expired one. */
  token(principal: Principal, expiresIn?: number): Promise<string>;
}

/** One thing that an implementation must do. Throws when it does not. */
export interface Scenario {
  readonly name: string;
  run(target: Target): Promise<void>;
}
