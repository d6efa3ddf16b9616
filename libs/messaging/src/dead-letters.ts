import { JetStreamApiError, jetstream, jetstreamManager, type StoredMsg } from '@nats-io/jetstream';
import { type NatsConnection, headers as newHeaders } from '@nats-io/transport-node';
import { type CloudEvent, type DeadLetter, deadLetterStream, deadLetterSubject } from '#libs/contract-kit';

const HEADER = { consumer: 'cb-consumer', error: 'cb-error', deliveries: 'cb-deliveries' } as const;

/** A dead letter with the event it holds. */
export interface KeptLetter extends DeadLetter {
  readonly event: CloudEvent;
}

/** The dead letters of one service: kept in their own stream until somebody replays them. */
export class DeadLetters {
  private readonly stream: string;

  constructor(
    private readonly connection: NatsConnection,
    private readonly service: string,
  ) {
    this.stream = deadLetterStream(service);
  }

  /** Keeps an event that a consumer could not take. Returns when the stream has stored it. */
  async keep(consumer: string, event: CloudEvent, error: unknown, deliveries: number): Promise<void> {
    const headers = newHeaders();
    headers.set(HEADER.consumer, consumer);
    headers.set(HEADER.error, describe(error));
    headers.set(HEADER.deliveries, String(deliveries));
    await jetstream(this.connection).publish(
      deadLetterSubject(this.service, consumer),
      JSON.stringify(event),
      {
        headers,
        msgID: `${consumer}:${event.id}`,
      },
    );
  }

  /** Dead letters from a sequence on, oldest first. */
  async list(from: number, limit: number): Promise<{ items: DeadLetter[]; total: number; next?: number }> {
    const manager = await jetstreamManager(this.connection, { checkAPI: false });
    const { state } = await manager.streams.info(this.stream);
    const items: DeadLetter[] = [];
    let sequence = Math.max(from, state.first_seq, 1);
    while (state.messages > 0 && items.length < limit && sequence <= state.last_seq) {
      const stored = await manager.streams.getMessage(this.stream, { seq: sequence });
      sequence++;
      if (!stored) continue;
      const { event: _event, ...letter } = toLetter(stored);
      items.push(letter);
    }
    return {
      items,
      total: state.messages,
      ...(sequence <= state.last_seq && items.length > 0 && { next: sequence }),
    };
  }

  /** How many there are. */
  async count(): Promise<number> {
    const manager = await jetstreamManager(this.connection, { checkAPI: false });
    return (await manager.streams.info(this.stream)).state.messages;
  }

  /** One dead letter; `undefined` when there is none of that sequence. */
  async get(sequence: number): Promise<KeptLetter | undefined> {
    const manager = await jetstreamManager(this.connection, { checkAPI: false });
    try {
      const stored = await manager.streams.getMessage(this.stream, { seq: sequence });
      return stored ? toLetter(stored) : undefined;
    } catch (error) {
      if (error instanceof JetStreamApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Removes a dead letter that has been taken. */
  async remove(sequence: number): Promise<void> {
    const manager = await jetstreamManager(this.connection, { checkAPI: false });
    await manager.streams.deleteMessage(this.stream, sequence, false);
  }
}

function toLetter(stored: StoredMsg): KeptLetter {
  const event = stored.json<CloudEvent>();
  return {
    sequence: stored.seq,
    consumer: stored.header.get(HEADER.consumer) || 'unknown',
    eventId: event.id,
    eventType: event.type,
    ...(event.subject && { subject: event.subject }),
    ...(event.time && { eventTime: event.time }),
    ...(event.traceparent && { traceId: event.traceparent.split('-')[1] }),
    error: stored.header.get(HEADER.error) || 'unknown',
    deliveries: Number(stored.header.get(HEADER.deliveries)) || 1,
    at: stored.time.toISOString(),
    event,
  };
}

// Header values hold no line breaks; a stack belongs in the log.
function describe(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return (
    text
      .replace(/[^\x20-\x7e]+/g, ' ')
      .trim()
      .slice(0, 1_000) || 'unknown'
  );
}
