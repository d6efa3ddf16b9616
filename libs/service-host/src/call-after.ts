import { randomUUID } from 'node:crypto';
import type { CloudEvent, Operation } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import type { ServiceRuntime } from './service-runtime.js';

const PATIENCE_MS = 30_000;

/**
 * The call with which a service acts by itself after an event: as itself, on behalf of whoever caused the
 * event, with the event as its cause (decision 7). It carries no idempotency key: what it does must be decided
 * from the state, so that a second delivery of the event changes nothing.
 */
export function callAfter(runtime: ServiceRuntime, event: CloudEvent): Call {
  // No command stands behind it; the operation is there for the types, and shows in no event.
  const operation = runtime.contract.operations.getHealth as Operation;
  const traceparent =
    event.traceparent ??
    `00-${randomUUID().replaceAll('-', '')}-${randomUUID().replaceAll('-', '').slice(0, 16)}-00`;
  return {
    operation,
    caller: {
      subject: `service:${runtime.contract.name}`,
      roles: [],
      onBehalfOf: event.onbehalfof ?? event.actor,
    },
    language: 'zh',
    deadline: Date.now() + PATIENCE_MS,
    requestId: event.id,
    correlationId: event.correlationid,
    traceparent,
    traceId: traceparent.split('-')[1] ?? '',
  };
}
