/** Names of the NATS headers of requests and replies; AsyncAPI says what each means. */
export const HEADER = {
  authorization: 'authorization',
  idempotencyKey: 'cb-idempotency-key',
  ifMatch: 'cb-if-match',
  timeout: 'cb-timeout',
  language: 'accept-language',
  traceparent: 'traceparent',
  correlation: 'cb-correlation-id',
  version: 'cb-version',
  traceId: 'cb-trace-id',
  error: 'Nats-Service-Error',
  errorCode: 'Nats-Service-Error-Code',
} as const;
