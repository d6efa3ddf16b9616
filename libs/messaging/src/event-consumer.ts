import {
  AckPolicy,
  type ConsumerMessages,
  DeliverPolicy,
  type JsMsg,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/transport-node';
import { type CloudEvent, durableName, EVENT_STREAM, type ServiceContract } from '#libs/contract-kit';
import type { DeadLetters } from './dead-letters.js';
import { recordTake, startEventSpan } from './event-spans.js';
import type { SpanOutcome } from './span.js';
import { type StartedSpan, type Tracer, tracerOf } from './tracing.js';

/** What belongs to one delivery of an event: calls that it causes carry its `traceparent` on. */
export interface Delivery {
  readonly traceparent: string;
}

/** Takes one event. Must be idempotent: an event can come twice. Throwing means: bring it again later. */
export type TakeEvent = (event: CloudEvent, delivery: Delivery) => Promise<void>;

/**
 * Thrown when an event came before its predecessor. It is tried again for as long as the predecessor may be
 * with an instance that was killed: that one comes again only after the ack wait.
 */
export class EventTooEarly extends Error {
  constructor(event: CloudEvent, expected: number) {
    super(`${event.subject} version ${event.aggregateversion} came before version ${expected}`);
    this.name = 'EventTooEarly';
  }
}

export interface EventConsumerPorts {
  readonly connection: NatsConnection;
  readonly contract: ServiceContract;
  /** Name under `consumers` of the contract. */
  readonly name: string;
  /** Subjects of the events it takes. */
  readonly subjects: readonly string[];
  readonly take: TakeEvent;
  readonly deadLetters: DeadLetters;
  failed(event: CloudEvent | undefined, error: unknown, next: 'again' | 'deadLetter' | 'dropped'): void;
  /** Milliseconds between tries of one event. */
  readonly backOff?: readonly number[];
  /** Milliseconds after which an event that nobody answered for is brought again. */
  readonly ackWaitMs?: number;
}

const BACK_OFF_MS = [50, 200, 1_000, 5_000, 15_000];
const ACK_WAIT_MS = 30_000;
const PAUSE_MS = 1_000;
const MOST_UNDER_WAY = 256;
const LANES = 16;

/**
 * A durable pull consumer of the city's events. Bounded: at most 256 events are under way. Events of one
 * aggregate are taken one after another, those of different aggregates side by side. A failing event is
 * brought again with growing pauses; after the last it goes to the dead letters, and the rest goes on.
 */
export class EventConsumer {
  private messages: ConsumerMessages | undefined;
  private readonly lanes: Promise<void>[] = Array.from({ length: LANES }, () => Promise.resolve());
  private ended: Promise<void> = Promise.resolve();

  private readonly tracer: Tracer;

  constructor(private readonly ports: EventConsumerPorts) {
    this.tracer = tracerOf(ports.connection);
  }

  /** Creates the durable if need be and begins to pull. */
  async start(): Promise<void> {
    const { connection, contract, name, subjects } = this.ports;
    const durable = durableName(contract.name, name);
    const manager = await jetstreamManager(connection, { checkAPI: false });
    await manager.consumers.add(EVENT_STREAM, {
      durable_name: durable,
      filter_subjects: [...subjects],
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
      ack_wait: nanos(this.ports.ackWaitMs ?? ACK_WAIT_MS),
      max_ack_pending: MOST_UNDER_WAY,
      max_deliver: -1,
    });
    const consumer = await jetstream(connection).consumers.get(EVENT_STREAM, durable);
    const messages = await consumer.consume({ max_messages: MOST_UNDER_WAY });
    this.messages = messages;
    this.ended = this.pull(messages);
  }

  /** Stops pulling and waits for the events under way. */
  async stop(): Promise<void> {
    await this.messages?.close();
    await this.ended;
    await Promise.all(this.lanes);
  }

  private async pull(messages: ConsumerMessages): Promise<void> {
    for await (const message of messages) {
      const lane = laneOf(message);
      this.lanes[lane] = (this.lanes[lane] ?? Promise.resolve()).then(() => this.deliver(message));
    }
  }

  private async deliver(message: JsMsg): Promise<void> {
    let event: CloudEvent | undefined;
    let outcome: SpanOutcome = 'ok';
    let failure: unknown;
    let span: StartedSpan | undefined;
    try {
      event = message.json<CloudEvent>();
      span = startEventSpan(this.tracer, event);
      await this.ports.take(event, span);
      message.ack();
    } catch (error) {
      failure = error;
      outcome = await this.failure(message, event, error);
    }
    if (!event || !span) return;
    const { name: consumer } = this.ports;
    const attempt = message.info.deliveryCount;
    recordTake(this.tracer, span, event, { consumer, attempt, outcome, error: failure });
  }

  private async failure(message: JsMsg, event: CloudEvent | undefined, error: unknown): Promise<SpanOutcome> {
    if (!event) {
      this.ports.failed(event, error, 'dropped');
      message.term('not a CloudEvent');
      return 'failed';
    }
    const pause = this.pauseAfter(error, message.info.deliveryCount);
    if (pause !== undefined) {
      this.ports.failed(event, error, 'again');
      message.nak(pause);
      return 'retry';
    }
    this.ports.failed(event, error, 'deadLetter');
    try {
      await this.ports.deadLetters.keep(this.ports.name, event, error, message.info.deliveryCount);
      message.ack();
      return 'deadLetter';
    } catch {
      message.nak(PAUSE_MS); // not kept: it must come again, or it would be lost
      return 'retry';
    }
  }

  /** Milliseconds until the next try; `undefined` when there is none. */
  private pauseAfter(error: unknown, deliveries: number): number | undefined {
    const pauses = this.ports.backOff ?? BACK_OFF_MS;
    const pause = pauses[deliveries - 1];
    if (pause !== undefined || !(error instanceof EventTooEarly)) return pause;
    const planned = pauses.reduce((sum, each) => sum + each, 0);
    const waited = planned + (deliveries - 1 - pauses.length) * PAUSE_MS;
    return waited < 2 * (this.ports.ackWaitMs ?? ACK_WAIT_MS) ? PAUSE_MS : undefined;
  }
}

/** Events of one aggregate share a lane, so that they are taken in order. */
function laneOf(message: JsMsg): number {
  const key = message.headers?.get('cb-aggregate') ?? message.subject;
  let hash = 0;
  for (let at = 0; at < key.length; at++) hash = (hash * 31 + key.charCodeAt(at)) | 0;
  return Math.abs(hash) % LANES;
}
