import { EventSource } from 'eventsource';

/** An event source that hands over every message whatever its type: the feed need not know all types. */
export class EventStream extends EventSource {
  onAny: (message: MessageEvent<string>) => void = () => undefined;

  override dispatchEvent(event: Event): boolean {
    if (event instanceof MessageEvent) this.onAny(event);
    return super.dispatchEvent(event);
  }
}
