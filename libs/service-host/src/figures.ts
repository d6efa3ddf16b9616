import type { ServiceFigures } from '#libs/contract-kit';
import type { ServiceRuntime } from './service-runtime.js';

/** What an operator wants to know of this service, from this instance. */
export async function figuresOf(runtime: ServiceRuntime): Promise<ServiceFigures> {
  const { aggregates, events } = runtime.store;
  const waiting = { pendingAt: { $type: 'date' } } as const;
  const [pending, oldest, keptEvents, deadLetters] = await Promise.all([
    Promise.all(aggregates.map(({ documents }) => documents.countDocuments(waiting))),
    Promise.all(
      aggregates.map(({ documents }) =>
        documents.findOne(waiting, { sort: { pendingAt: 1 }, projection: { pendingAt: 1 } }),
      ),
    ),
    events.estimatedDocumentCount(),
    runtime.deadLetters.count(),
  ]);
  const since = oldest.flatMap((document) => document?.pendingAt ?? []).sort((a, b) => +a - +b)[0];
  return {
    service: runtime.contract.name,
    startedAt: runtime.startedAt.toISOString(),
    memoryBytes: process.memoryUsage.rss(),
    runtime: process.version,
    process: process.pid,
    pendingObjects: pending.reduce((sum, count) => sum + count, 0),
    ...(since && { pendingSince: since.toISOString() }),
    keptEvents,
    deadLetters,
    relayActive: runtime.relay?.active ?? false,
  };
}
