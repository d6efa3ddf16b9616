import { randomUUID } from 'node:crypto';
import { type CloudEvent, Empty, type Operation, query } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';

const PATIENCE_MS = 30_000;

/**
 * The call with which a service acts on its own: when it reacts to an event, or when a timer fires (decision 7).
 * What it writes names the service as actor, and the event as cause.
 */
export function ownCall(service: string, cause?: CloudEvent): Call {
  const traceparent = cause?.traceparent ?? newTraceparent();
  return {
    operation: reactionOf(service),
    caller: { subject: `service:${service}`, roles: [] },
    language: 'zh',
    deadline: Date.now() + PATIENCE_MS,
    requestId: cause?.id ?? randomUUID(),
    correlationId: cause?.correlationid ?? randomUUID(),
    traceparent,
    traceId: traceparent.split('-')[1] ?? '',
  };
}

/** Nobody calls it; it stands where a request has its operation. */
function reactionOf(service: string): Operation {
  return {
    ...query({
      summary: { zh: '系统处理', en: 'Reaction' },
      doc: '',
      request: Empty,
      reply: Empty,
      allow: [],
      examples: [],
    }),
    service,
    name: 'reaction',
    subject: `city.${service}.reaction`,
  };
}

function newTraceparent(): string {
  const hex = () => randomUUID().replaceAll('-', '');
  return `00-${hex()}-${hex().slice(0, 16)}-01`;
}
