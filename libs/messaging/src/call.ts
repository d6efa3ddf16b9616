import type { Principal } from '#libs/access';
import type { Language, Operation } from '#libs/contract-kit';

/** Everything about one request but its body. Handlers and use cases get it, domain code does not. */
export interface Call {
  readonly operation: Operation;
  readonly caller: Principal;
  readonly language: Language;
  readonly idempotencyKey?: string;
  /** Version that the caller has seen. */
  readonly ifMatch?: number;
  /** Unix milliseconds after which nobody waits for the reply. */
  readonly deadline: number;
  /** Id of this request; events it causes name it. */
  readonly requestId: string;
  readonly correlationId: string;
  readonly traceparent: string;
  readonly traceId: string;
  /** The caller's token, to be shown to services called on the way. */
  readonly token?: string;
}
