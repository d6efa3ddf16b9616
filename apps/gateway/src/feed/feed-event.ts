import type { CloudEvent, EventType, ServiceContract } from '#libs/contract-kit';

/** An event in the live feed: what its filters need, and the text that goes out. */
export interface FeedEvent {
  /** Sequence in the stream; the `id` of the SSE message. */
  readonly sequence: number;
  readonly type: EventType;
  /** `<service>.<eventName>`. */
  readonly name: string;
  readonly subject: string;
  readonly organisation?: string;
  readonly audience?: string;
  readonly frame: string;
}

/** The declared events by their NATS subject. */
export type EventTypes = ReadonlyMap<string, EventType>;

export function eventTypesOf(contracts: readonly ServiceContract[]): EventTypes {
  return new Map(
    contracts.flatMap((contract) => Object.values(contract.events).map((event) => [event.subject, event])),
  );
}

/** Name of an event as readers of the feed know it. */
export function eventName(type: EventType): string {
  return `${type.service}.${type.name}`;
}

/** What of a message on the stream goes to the feed; `undefined` for what no contract declares. */
export function feedEvent(
  message: { readonly seq: number; readonly subject: string; string(): string },
  types: EventTypes,
): FeedEvent | undefined {
  const type = types.get(message.subject);
  if (!type) return undefined;
  const text = message.string();
  const event = parsed(text);
  if (!event) return undefined;
  const name = eventName(type);
  // A line break would end the field; JSON needs none.
  const data = /[\r\n]/.test(text) ? JSON.stringify(event) : text;
  return {
    sequence: message.seq,
    type,
    name,
    subject: event.subject,
    ...(event.organisation && { organisation: event.organisation }),
    ...(event.audience && { audience: event.audience }),
    frame: `id: ${message.seq}\nevent: ${name}\ndata: ${data}\n\n`,
  };
}

function parsed(text: string): CloudEvent | undefined {
  try {
    const event: unknown = JSON.parse(text);
    return typeof event === 'object' && event !== null ? (event as CloudEvent) : undefined;
  } catch {
    return undefined; // not ours: nothing that any contract declares
  }
}
