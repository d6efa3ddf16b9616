import type { ServerResponse } from 'node:http';
import type { FeedEvent } from './feed-event.js';

const BROWSER_RETRY_MS = 2_000;
/** A reader that does not take the end of its stream is cut after this. */
const GOODBYE_MS = 1_000;

/** One reader of the live feed: writes what it wants, and is cut when it does not keep up. */
export class FeedConnection {
  closed = false;
  private readonly atClose: (() => void)[] = [];

  constructor(
    private readonly response: ServerResponse,
    private readonly wants: (event: FeedEvent) => boolean,
    private readonly bounds: { readonly bufferBytes: number; readonly stallMs: number },
    /** Sequence of the last event offered, wanted or not. */
    public cursor = 0,
  ) {
    response.on('error', () => undefined); // 'close' follows, and that is all one needs to know
    response.on('close', () => this.ended());
  }

  onClosed(callback: () => void): void {
    if (this.closed) callback();
    else this.atClose.push(callback);
  }

  /** The first thing: where the reader stands, so that it can resume before its first event. */
  greet(): void {
    this.write(`retry: ${BROWSER_RETRY_MS}\nid: ${this.cursor}\n\n`);
  }

  /** Writes the event if it is wanted and new. A reader too slow is cut; it resumes from its last id. */
  offer(event: FeedEvent): void {
    if (this.closed || event.sequence <= this.cursor) return;
    if (this.wants(event)) {
      // Looked at before writing: one event larger than the bound still gets through.
      if (this.response.writableLength > this.bounds.bufferBytes) {
        this.cut();
        return;
      }
      this.write(event.frame);
    }
    this.cursor = event.sequence;
  }

  /** A comment that keeps the connection; the id moves past events that were not for this reader. */
  heartbeat(): void {
    this.write(`: heartbeat\nid: ${this.cursor}\n\n`);
  }

  /** Half of what may wait is waiting: a replay should pause. */
  get crowded(): boolean {
    return this.response.writableLength > this.bounds.bufferBytes / 4;
  }

  /** Until the reader has taken what waits; one that stalls is cut. */
  async drained(): Promise<void> {
    if (this.closed || !this.response.writableNeedDrain) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.cut(), this.bounds.stallMs);
      const done = () => {
        clearTimeout(timer);
        resolve();
      };
      this.response.once('drain', done);
      this.onClosed(done);
    });
  }

  /** Ends the stream: with a last event, or only the pause after which to come back. */
  end(event?: string): void {
    if (this.closed) return;
    const last = event ? `event: ${event}\ndata: {}\n\n` : '';
    const late = setTimeout(() => this.response.destroy(), GOODBYE_MS);
    this.response.once('close', () => clearTimeout(late));
    this.response.end(`${last}retry: ${BROWSER_RETRY_MS}\n\n`);
    this.ended();
  }

  private cut(): void {
    this.response.destroy();
    this.ended();
  }

  private write(text: string): void {
    if (!this.closed) this.response.write(text);
  }

  private ended(): void {
    if (this.closed) return;
    this.closed = true;
    for (const callback of this.atClose.splice(0)) callback();
  }
}
