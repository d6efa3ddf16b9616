import type { ServerResponse } from 'node:http';
import type { VerifiedToken } from '#libs/access';
import { ServiceUnavailable } from '#libs/contract-kit';
import type { GatewayRuntime } from '../gateway-runtime.js';
import { EventTail } from './event-tail.js';
import { FeedConnection } from './feed-connection.js';
import { type EventTypes, eventName, eventTypesOf } from './feed-event.js';
import { asksFor, type FeedRequest } from './feed-request.js';
import { replay } from './replay.js';
import { maySee } from './visibility.js';

/** Events taken from the ring at a time while a reader catches up. */
const BATCH = 64;
const LONGEST_TIMER_MS = 2_147_483_647;

/** The live feed of events: one consumer on the stream, any number of readers. */
export class LiveFeed {
  /** Names of the events that readers may ask for. */
  readonly eventNames: ReadonlySet<string>;
  private readonly types: EventTypes;
  private readonly tail: EventTail;
  private readonly open = new Set<FeedConnection>();
  private readonly live = new Set<FeedConnection>();
  private readonly heart: NodeJS.Timeout;

  constructor(private readonly runtime: GatewayRuntime) {
    const { limits } = runtime;
    this.types = eventTypesOf(runtime.contracts);
    this.eventNames = new Set([...this.types.values()].map(eventName));
    this.tail = new EventTail(
      runtime.connection,
      this.types,
      { events: limits.feedRing, bytes: limits.feedRingBytes },
      {
        event: (event) => {
          for (const reader of this.live) reader.offer(event);
        },
        restarted: () => this.endAll(),
      },
      runtime.logger,
    );
    this.heart = setInterval(() => {
      for (const reader of this.live) reader.heartbeat();
    }, limits.heartbeatMs).unref();
  }

  start(): Promise<void> {
    return this.tail.start();
  }

  get connections(): number {
    return this.open.size;
  }

  /** @throws Problem `service-unavailable` when no more readers are taken, or the stream was never reached */
  assertOpen(): void {
    if (this.runtime.draining || !this.tail.ring) throw ServiceUnavailable.with({ retryAfter: 1 });
    if (this.open.size >= this.runtime.limits.feedConnections) throw TOO_MANY();
  }

  /** Serves one reader until it leaves, its token ends, or the gateway stops. The head is written already. */
  async serve(response: ServerResponse, request: FeedRequest, token: VerifiedToken): Promise<void> {
    const { limits } = this.runtime;
    const { principal } = token;
    const reader = new FeedConnection(
      response,
      (event) => maySee(event, principal) && asksFor(request, event),
      {
        bufferBytes: limits.feedBufferBytes,
        stallMs: limits.feedStallMs,
      },
    );
    this.open.add(reader);
    reader.onClosed(() => {
      this.open.delete(reader);
      this.live.delete(reader);
    });
    this.endWithToken(reader, token);
    try {
      reader.cursor = await this.startOf(request.after);
      reader.greet();
      await this.catchUp(reader);
    } catch (error) {
      // The reader has its last id and comes back.
      this.runtime.logger.warn({ err: error }, 'a reader of the live feed could not catch up');
      reader.end();
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.heart);
    this.endAll();
    await this.tail.stop();
  }

  /**
   * Until the reader stands at the head: from the stream as long as the ring begins later, then from the
   * ring. Between finding nothing more in the ring and joining the live readers nothing is awaited, so no
   * event can fall between; and a reader takes no event at or below its cursor, so none comes twice.
   */
  private async catchUp(reader: FeedConnection): Promise<void> {
    while (!reader.closed) {
      const { ring } = this.tail;
      if (!ring) throw new Error('the tail has no ring');
      if (reader.cursor < ring.floor) {
        await replay(this.runtime.connection, this.types, ring, reader);
        continue;
      }
      const next = ring.after(reader.cursor, BATCH);
      if (next.length === 0) {
        this.live.add(reader);
        return;
      }
      for (const event of next) {
        reader.offer(event);
        if (reader.crowded) await reader.drained();
      }
    }
  }

  private async startOf(after: number | undefined): Promise<number> {
    const head = this.tail.ring?.head ?? 0;
    if (after === undefined) return head;
    if (after <= head) return after;
    // Another gateway may be a little ahead of us. Beyond the stream's end, the stream is another one than
    // the reader knew, and all of it is new.
    return after <= (await this.tail.lastSequence()) ? after : 0;
  }

  private endWithToken(reader: FeedConnection, token: VerifiedToken): void {
    const { expiresAt } = token;
    const { verifier } = this.runtime;
    reader.onClosed(verifier.onRevoked(() => verifier.isRevoked(token) && reader.end('token-revoked')));
    const remaining = expiresAt - this.runtime.now().getTime();
    if (remaining > LONGEST_TIMER_MS) return;
    const timer = setTimeout(() => reader.end('token-expired'), Math.max(0, remaining));
    reader.onClosed(() => clearTimeout(timer));
  }

  private endAll(): void {
    for (const reader of [...this.open]) reader.end();
  }
}

const TOO_MANY = () =>
  ServiceUnavailable.with({
    detail: { zh: '实时事件连接数已达上限', en: 'The live feed has as many readers as it takes' },
    retryAfter: 5,
  });
