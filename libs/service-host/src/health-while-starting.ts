import type { Health, HealthCheck, ServiceContract } from '#libs/contract-kit';
import type { NatsConnection } from '#libs/messaging';

/**
 * Answers the health question of a service that takes no requests yet (it migrates its data): not ready, and
 * why. Returns what to call before the real handlers take over.
 */
export function answerHealthWhileStarting(
  connection: NatsConnection,
  contract: ServiceContract,
  startedAt: Date,
  check: () => HealthCheck,
): () => void {
  const subject = contract.operations.getHealth?.subject;
  if (!subject) return () => {};
  const subscription = connection.subscribe(subject, {
    queue: contract.name,
    callback: (error, message) => {
      if (error) return;
      const health: Health = {
        service: contract.name,
        status: 'notReady',
        contractVersion: contract.version,
        startedAt: startedAt.toISOString(),
        checks: [check()],
      };
      message.respond(JSON.stringify(health));
    },
  });
  return () => subscription.unsubscribe();
}
