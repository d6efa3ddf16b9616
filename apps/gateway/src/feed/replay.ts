import { DeliverPolicy, jetstream } from '@nats-io/jetstream';
import { EVENT_STREAM } from '#libs/contract-kit';
import type { NatsConnection } from '#libs/messaging';
import type { EventRing } from './event-ring.js';
import type { FeedConnection } from './feed-connection.js';
import { type EventTypes, feedEvent } from './feed-event.js';

/**
 * Brings a reader from its cursor up to where the ring begins, with an ordered consumer of its own. Never
 * reads further than needed, and no faster than the reader takes it.
 */
export async function replay(
  connection: NatsConnection,
  types: EventTypes,
  ring: EventRing,
  reader: FeedConnection,
): Promise<void> {
  const { floor } = ring; // before the consumer: what the stream has up to here, it will find
  const consumer = await jetstream(connection).consumers.get(EVENT_STREAM, {
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: reader.cursor + 1,
  });
  try {
    const { num_pending: pending } = await consumer.info(true);
    if (pending === 0) {
      reader.cursor = Math.max(reader.cursor, floor);
      return;
    }
    const messages = await consumer.consume({ max_messages: 200 });
    const closed = () => messages.stop();
    reader.onClosed(closed);
    for await (const message of messages) {
      const event = feedEvent(message, types);
      if (event) reader.offer(event);
      reader.cursor = Math.max(reader.cursor, message.seq);
      if (reader.cursor >= ring.floor || message.info.pending === 0) break;
      if (reader.crowded) await reader.drained();
      if (reader.closed) break;
    }
    messages.stop();
  } finally {
    await consumer.delete().catch(() => undefined);
  }
}
