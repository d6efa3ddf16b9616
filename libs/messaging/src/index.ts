export type { Call } from './call.js';
export { connectNats, type NatsConnection, type NatsSettings } from './connection.js';
export { type ContractClient, contractClient } from './contract-client.js';
export { DeadLetters, type KeptLetter } from './dead-letters.js';
export { type Delivery, EventConsumer, EventTooEarly, type TakeEvent } from './event-consumer.js';
export { EventPublisher } from './event-publisher.js';
export { recordTake, startEventSpan } from './event-spans.js';
export { Handles } from './handles.js';
export { HEADER } from './headers.js';
export { DEEPEST, readJson } from './json-body.js';
export {
  type CallOptions,
  type Exchanged,
  OperationClient,
  RemoteProblem,
  type Reply,
} from './operation-client.js';
export { OperationServer, type OperationServerPorts } from './operation-server.js';
export { shownAddress } from './shown-address.js';
export {
  outcomeOf,
  SPAN_KINDS,
  SPAN_OUTCOMES,
  type SpanBatch,
  type SpanKind,
  type SpanOutcome,
  type SpanRecord,
} from './span.js';
export { flushSpans } from './span-publisher.js';
export { provisionStreams, type StreamSizing } from './streams.js';
export { type SpanSink, type StartedSpan, Tracer, tracerOf } from './tracing.js';
