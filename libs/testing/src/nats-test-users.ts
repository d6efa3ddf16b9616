import { createUser } from '@nats-io/nkeys';
import { natsRights, type ServiceContract } from '#libs/contract-kit';
import type { NatsUser } from '#libs/local-servers';

/** NATS users of one test, with new keys and the rights that the contracts give. */
export interface NatsTestUsers {
  readonly users: readonly NatsUser[];
  /** Name → nkey seed. */
  readonly seeds: Readonly<Record<string, string>>;
}

/** A key of its own for each service, `gateway`, `operator` and `integrator`. */
export function natsTestUsers(contracts: readonly ServiceContract[]): NatsTestUsers {
  const seeds: Record<string, string> = {};
  const users = Object.entries(natsRights(contracts)).map(([name, rights]) => {
    const pair = createUser();
    seeds[name] = new TextDecoder().decode(pair.getSeed());
    return {
      name,
      publicKey: pair.getPublicKey(),
      publish: { allow: rights.publish },
      subscribe: { allow: rights.subscribe },
      allowResponses: true,
    };
  });
  return { users, seeds };
}
