import type { FeedEvent } from './feed-event.js';

/** The last events of the stream, shared by all readers. Bounded in number and bytes. */
export class EventRing {
  private events: FeedEvent[] = [];
  private bytes = 0;
  /** Every event above this sequence, up to `head`, is here. */
  floor: number;

  constructor(
    private readonly most: number,
    private readonly mostBytes: number,
    /** Sequence of the last message that the stream had when the ring took it up, and then of the last seen. */
    public head: number,
  ) {
    this.floor = head;
  }

  /** Takes the next event; older ones make room. */
  push(event: FeedEvent): void {
    this.events.push(event);
    this.bytes += event.frame.length;
    this.head = event.sequence;
    while (this.events.length > this.most || this.bytes > this.mostBytes) {
      const oldest = this.events.shift();
      if (!oldest) break;
      this.bytes -= oldest.frame.length;
      this.floor = oldest.sequence;
    }
  }

  /** A message that goes to nobody has passed. */
  skip(sequence: number): void {
    this.head = sequence;
  }

  /** The next events after a sequence, oldest first. */
  after(sequence: number, most: number): FeedEvent[] {
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.events[middle]?.sequence ?? 0) > sequence) high = middle;
      else low = middle + 1;
    }
    return this.events.slice(low, low + most);
  }
}
