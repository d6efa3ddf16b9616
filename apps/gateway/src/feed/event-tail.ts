import { setTimeout as sleep } from 'node:timers/promises';
import { type ConsumerMessages, DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { Logger } from 'pino';
import { EVENT_STREAM } from '#libs/contract-kit';
import type { NatsConnection } from '#libs/messaging';
import { EventRing } from './event-ring.js';
import { type EventTypes, type FeedEvent, feedEvent } from './feed-event.js';

/** What the tail tells. */
export interface TailListener {
  event(event: FeedEvent): void;
  /** The stream was made anew: sequences that readers know mean nothing any more. */
  restarted(): void;
}

const RETRY_MS = 500;
const PATIENCE_MS = 3_000;
/** A request that NATS does not answer would hold the shutdown up. */
const STOP_MS = 1_000;
/** After these the consumer may stand on another stream than before: look at it again. */
const REOPEN_ON: ReadonlySet<string> = new Set([
  'consumer_deleted',
  'consumer_not_found',
  'stream_not_found',
  'ordered_consumer_recreated',
]);

/** Follows the event stream with one ordered consumer and keeps the last events in a ring. */
export class EventTail {
  /** Absent until the stream was reached once. */
  ring: EventRing | undefined;
  private messages: ConsumerMessages | undefined;
  private reached: (() => void) | undefined;
  private stopping = false;
  private ended: Promise<void> = Promise.resolve();

  constructor(
    private readonly connection: NatsConnection,
    private readonly types: EventTypes,
    private readonly size: { events: number; bytes: number },
    private readonly listener: TailListener,
    private readonly logger: Logger,
  ) {}

  /** Begins to follow. Returns when the stream is reached, or when it takes too long; then it goes on trying. */
  async start(): Promise<void> {
    const reached = new Promise<void>((resolve) => {
      this.reached = resolve;
    });
    this.ended = this.follow();
    await Promise.race([reached, sleep(PATIENCE_MS, undefined, { ref: false })]);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.messages?.stop();
    await Promise.race([this.ended, sleep(STOP_MS, undefined, { ref: false })]);
  }

  /** Sequence of the last message in the stream, now. */
  async lastSequence(): Promise<number> {
    const manager = await jetstreamManager(this.connection, { checkAPI: false });
    return (await manager.streams.info(EVENT_STREAM)).state.last_seq;
  }

  private async follow(): Promise<void> {
    let failing = false;
    while (!this.stopping) {
      try {
        await this.takeUp();
        failing = false;
      } catch (error) {
        if (this.stopping) return;
        // Once is enough for the log: it may last until somebody starts the rest of the city.
        this.logger[failing ? 'debug' : 'warn'](
          { err: error },
          'the event stream cannot be read; trying again',
        );
        failing = true;
      }
      if (!this.stopping) await sleep(RETRY_MS, undefined, { ref: false });
    }
  }

  private async takeUp(): Promise<void> {
    const ring = this.ringFor(await this.lastSequence());
    const consumer = await jetstream(this.connection).consumers.get(EVENT_STREAM, {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: ring.head + 1,
    });
    const messages = await consumer.consume({ max_messages: 500 });
    this.messages = messages;
    if (this.stopping) messages.stop();
    this.ring = ring;
    this.reached?.();
    const watching = reopenWhenLost(messages);
    for await (const message of messages) {
      const event = feedEvent(message, this.types);
      if (!event) ring.skip(message.seq);
      else {
        ring.push(event);
        this.listener.event(event);
      }
    }
    await watching;
    // The server forgets an ordered consumer by itself, only later.
    await consumer.delete().catch(() => undefined);
  }

  private ringFor(last: number): EventRing {
    if (this.ring && this.ring.head <= last) return this.ring;
    if (this.ring) {
      this.logger.warn({ last }, 'the event stream was made anew');
      this.listener.restarted();
    }
    return new EventRing(this.size.events, this.size.bytes, last);
  }
}

async function reopenWhenLost(messages: ConsumerMessages): Promise<void> {
  for await (const status of messages.status()) {
    if (REOPEN_ON.has(status.type)) messages.stop();
  }
}
