import {
  createInbox,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  NoRespondersError,
  TimeoutError,
} from '@nats-io/transport-node';
import { inboxPrefixOf } from './connection.js';
import { saysNobodyAnswers } from './header-block.js';

interface Waiting {
  readonly subject: string;
  readonly timer: NodeJS.Timeout;
  resolve(message: Msg): void;
  reject(error: unknown): void;
}

const inboxes = new WeakMap<NatsConnection, ReplyInbox>();

/**
 * Requests over one connection, with one subscription for all replies. The client's `request` does the same but
 * makes an error with its stack for each reply that arrives well, a quarter of the caller's CPU on a small body
 * (docs/adr/0025-the-hop.md).
 */
export class ReplyInbox {
  private readonly prefix: string;
  private readonly waiting = new Map<string, Waiting>();
  private next = 0;

  private constructor(private readonly connection: NatsConnection) {
    this.prefix = `${createInbox(inboxPrefixOf(connection))}.`;
    connection.subscribe(`${this.prefix}*`, {
      callback: (error, message) => {
        if (!error) this.take(message);
      },
    });
    const closed = (cause: unknown) => this.giveUp(cause);
    connection.closed().then(closed, closed);
  }

  /** The inbox of a connection; made when first asked for. */
  static of(connection: NatsConnection): ReplyInbox {
    let inbox = inboxes.get(connection);
    if (!inbox) {
      inbox = new ReplyInbox(connection);
      inboxes.set(connection, inbox);
    }
    return inbox;
  }

  /**
   * Sends a request and waits for its one reply.
   * @param timeoutMs milliseconds to wait
   * @throws NoRespondersError, TimeoutError, or what the connection failed with
   */
  request(subject: string, body: Uint8Array, headers: MsgHdrs, timeoutMs: number): Promise<Msg> {
    const token = (this.next++).toString(36);
    return new Promise<Msg>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(token);
        reject(new TimeoutError());
      }, timeoutMs);
      this.waiting.set(token, { subject, timer, resolve, reject });
      try {
        this.connection.publish(subject, body, { reply: this.prefix + token, headers });
      } catch (error) {
        this.waiting.delete(token);
        clearTimeout(timer);
        reject(error);
      }
    });
  }

  private take(message: Msg): void {
    const token = message.subject.slice(this.prefix.length);
    const waiting = this.waiting.get(token);
    if (!waiting) return; // it came too late, or twice
    this.waiting.delete(token);
    clearTimeout(waiting.timer);
    if (saysNobodyAnswers(message)) waiting.reject(new NoRespondersError(waiting.subject));
    else waiting.resolve(message);
  }

  private giveUp(cause: unknown): void {
    for (const { timer, reject } of this.waiting.values()) {
      clearTimeout(timer);
      reject(new Error('the connection was closed', { cause }));
    }
    this.waiting.clear();
  }
}
