import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import type { ServiceContract } from '#libs/contract-kit';

/** Running figures of one endpoint. Times in nanoseconds, as ADR-32 has them. */
export interface EndpointFigures {
  requests: number;
  errors: number;
  lastError: string;
  nanoseconds: number;
}

/**
 * Answers the NATS micro-service discovery subjects `$SRV.PING|INFO|STATS` (NATS ADR-32), so that any NATS
 * tool (`nats micro ls`) finds us.
 */
export function answerDiscovery(
  connection: NatsConnection,
  contract: ServiceContract,
  instance: string,
  figures: ReadonlyMap<string, EndpointFigures>,
): Subscription[] {
  const started = new Date().toISOString();
  const identity = { name: contract.name, id: instance, version: `${contract.version}.0.0`, metadata: {} };
  const operations = Object.values(contract.operations);
  const answers: Record<string, () => object> = {
    PING: () => ({ type: 'io.nats.micro.v1.ping_response', ...identity }),
    INFO: () => ({
      type: 'io.nats.micro.v1.info_response',
      ...identity,
      description: contract.title.en,
      endpoints: operations.map((operation) => ({
        name: operation.name,
        subject: operation.subject,
        queue_group: contract.name,
        metadata: { kind: operation.kind },
      })),
    }),
    STATS: () => ({
      type: 'io.nats.micro.v1.stats_response',
      ...identity,
      started,
      endpoints: operations.map((operation) => {
        const figure = figures.get(operation.subject);
        return {
          name: operation.name,
          subject: operation.subject,
          queue_group: contract.name,
          num_requests: figure?.requests ?? 0,
          num_errors: figure?.errors ?? 0,
          last_error: figure?.lastError ?? '',
          processing_time: Math.round(figure?.nanoseconds ?? 0),
          average_processing_time: Math.round(
            (figure?.nanoseconds ?? 0) / Math.max(1, figure?.requests ?? 0),
          ),
        };
      }),
    }),
  };
  return Object.entries(answers).flatMap(([verb, answer]) =>
    [`$SRV.${verb}`, `$SRV.${verb}.${contract.name}`, `$SRV.${verb}.${contract.name}.${instance}`].map(
      (subject) =>
        connection.subscribe(subject, {
          callback: (_error, message: Msg) => void message.respond(JSON.stringify(answer())),
        }),
    ),
  );
}
