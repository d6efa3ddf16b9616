import type { Health, HealthCheck } from '#libs/contract-kit';
import type { ServiceRuntime } from './service-runtime.js';

const OLDEST_PENDING_MS = 30_000;
const PATIENCE_MS = 1_000;

/** Whether the service can work now: database, bus, and events not stuck behind the relay. */
export async function healthOf(runtime: ServiceRuntime): Promise<Health> {
  const checks = await Promise.all([mongodb(runtime), relay(runtime)]);
  checks.push({ name: 'nats', ok: !runtime.connection.isClosed() });
  const ready = checks.every((check) => check.ok);
  return {
    service: runtime.contract.name,
    status: runtime.draining ? 'draining' : ready ? 'ready' : 'notReady',
    contractVersion: runtime.contract.version,
    startedAt: runtime.startedAt.toISOString(),
    checks,
  };
}

async function mongodb(runtime: ServiceRuntime): Promise<HealthCheck> {
  try {
    await soon(runtime.database.db.command({ ping: 1 }));
    return { name: 'mongodb', ok: true };
  } catch {
    return { name: 'mongodb', ok: false, detail: 'does not answer a ping within a second' };
  }
}

async function relay(runtime: ServiceRuntime): Promise<HealthCheck> {
  try {
    const oldest = await soon(
      Promise.all(
        runtime.store.aggregates.map(({ documents }) =>
          documents.findOne(
            { pendingAt: { $type: 'date' } },
            { sort: { pendingAt: 1 }, projection: { pendingAt: 1 } },
          ),
        ),
      ),
    );
    const since = Math.min(
      ...oldest.map((document) => document?.pendingAt?.getTime() ?? Number.POSITIVE_INFINITY),
    );
    const late = Date.now() - since;
    if (late > OLDEST_PENDING_MS) {
      return {
        name: 'relay',
        ok: false,
        detail: `an event has been waiting for ${Math.round(late / 1000)} s`,
      };
    }
    return { name: 'relay', ok: true, detail: runtime.relay?.active ? 'active here' : 'active elsewhere' };
  } catch {
    return { name: 'relay', ok: false, detail: 'the pending events cannot be read' };
  }
}

/** The driver's own time limits leave out the wait for a server; a health check has no time for that. */
async function soon<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('too late')), PATIENCE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
