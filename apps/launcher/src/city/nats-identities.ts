import { fromSeed } from '@nats-io/nkeys';
import { natsRights, type ServiceContract } from '#libs/contract-kit';
import type { NatsUser } from '#libs/local-servers';

/** The users of a local city's NATS: every service, the gateway, and those of people and tools. */
export function natsUserNames(services: readonly string[]): string[] {
  return [...services, 'gateway', 'operator', 'integrator'];
}

/** Public key and rights of every user; the rights are made from the services' contracts. */
export function natsUsers(
  contracts: readonly ServiceContract[],
  seeds: Readonly<Record<string, string>>,
): NatsUser[] {
  const rights = natsRights(contracts);
  const services = contracts.map((contract) => contract.name);
  return natsUserNames(services).map((name) => {
    const seed = seeds[name];
    const right = rights[name];
    if (!seed || !right) throw new Error(`NATS user "${name}" has no ${seed ? 'rights' : 'key'}`);
    return {
      name,
      publicKey: fromSeed(new TextEncoder().encode(seed)).getPublicKey(),
      publish: { allow: right.publish },
      subscribe: { allow: right.subscribe },
      // Answers go to the asker's private inbox, for which no service holds a right of its own.
      allowResponses: services.includes(name),
    };
  });
}
