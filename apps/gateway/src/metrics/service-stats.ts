import type { NatsConnection } from '#libs/messaging';

/** Figures of one operation of one running instance, as it reports them (NATS ADR-32). */
export interface OperationFigures {
  readonly service: string;
  readonly instance: string;
  readonly operation: string;
  readonly requests: number;
  readonly errors: number;
  readonly seconds: number;
}

interface StatsResponse {
  readonly name: string;
  readonly id: string;
  readonly endpoints?: readonly {
    readonly name: string;
    readonly num_requests: number;
    readonly num_errors: number;
    readonly processing_time: number;
  }[];
}

/** Asks every instance of every service for its figures and takes what comes within the time. */
export async function collectServiceStats(
  connection: NatsConnection,
  withinMs: number,
): Promise<OperationFigures[]> {
  const figures: OperationFigures[] = [];
  const replies = await connection.requestMany('$SRV.STATS', '', {
    strategy: 'stall',
    maxWait: withinMs,
    stall: Math.ceil(withinMs / 4),
  });
  for await (const reply of replies) figures.push(...figuresOf(reply.json<StatsResponse>()));
  return figures;
}

function figuresOf({ name, id, endpoints }: StatsResponse): OperationFigures[] {
  return (endpoints ?? []).map((endpoint) => ({
    service: name,
    instance: id,
    operation: endpoint.name,
    requests: endpoint.num_requests,
    errors: endpoint.num_errors,
    seconds: endpoint.processing_time / 1e9,
  }));
}
