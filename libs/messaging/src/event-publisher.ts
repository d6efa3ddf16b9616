import { type JetStreamClient, jetstream } from '@nats-io/jetstream';
import { type NatsConnection, headers as newHeaders } from '@nats-io/transport-node';
import type { CloudEvent } from '#libs/contract-kit';
import { recordPublish, startEventSpan } from './event-spans.js';
import { type Tracer, tracerOf } from './tracing.js';

/** Publishes events to the stream; each call returns when the stream has stored the event. */
export class EventPublisher {
  private readonly stream: JetStreamClient;
  private readonly tracer: Tracer;

  constructor(connection: NatsConnection) {
    this.stream = jetstream(connection, { timeout: 5_000 });
    this.tracer = tracerOf(connection);
  }

  /** `once`: the stream drops the event when it has one of this id within its duplicate window. */
  async publish(event: CloudEvent, options: { once: boolean }): Promise<void> {
    const headers = newHeaders();
    headers.set('cb-aggregate', event.subject);
    const span = startEventSpan(this.tracer, event);
    try {
      await this.stream.publish(event.type, JSON.stringify(event), {
        headers,
        ...(options.once && { msgID: event.id }),
      });
      recordPublish(this.tracer, span, event);
    } catch (error) {
      recordPublish(this.tracer, span, event, error);
      throw error;
    }
  }
}
