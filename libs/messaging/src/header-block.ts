import type { Msg, MsgHdrs } from '@nats-io/transport-node';

/*
 * The header block of a NATS message, written and read in one pass. The client's own header object checks,
 * canonicalises and searches name by name; on a hop with six headers each way that was a third of the CPU
 * (docs/adr/0025-the-hop.md).
 */

const START = 'NATS/1.0';
const LINE_BREAK = /[\r\n]/;

/** Headers by their exact name; of a name that comes twice, the first value. */
export type ReadHeaders = ReadonlyMap<string, string>;

const NONE: ReadHeaders = new Map();

/** The client only ever encodes the headers of what it publishes. */
class HeaderBlock {
  constructor(private readonly text: string) {}

  encode(): Uint8Array {
    return Buffer.from(this.text, 'utf8');
  }
}

/**
 * Headers to publish with. What is undefined is left out.
 * @throws Error for a value with a line break: it would begin a header of its own
 */
export function headerBlock(fields: Readonly<Record<string, string | undefined>>): MsgHdrs {
  let text = START;
  for (const name in fields) {
    const value = fields[name];
    if (value === undefined) continue;
    if (LINE_BREAK.test(value)) throw new Error(`the header ${name} holds a line break`);
    text += `\r\n${name}: ${value}`;
  }
  return new HeaderBlock(`${text}\r\n\r\n`) as unknown as MsgHdrs;
}

/** True for the server's own answer that nobody listens to the subject of a request. */
export function saysNobodyAnswers(message: Msg): boolean {
  if (message.data.length > 0) return false;
  const text = blockOf(message);
  return text === undefined ? message.headers?.code === 503 : text.startsWith(`${START} 503`);
}

/** The headers of a message. */
export function readHeaders(message: Msg): ReadHeaders {
  const text = blockOf(message);
  if (text === undefined) return slowly(message);
  let at = text.indexOf('\r\n');
  if (at < 0) return NONE;
  const headers = new Map<string, string>();
  while (at + 2 < text.length) {
    const end = text.indexOf('\r\n', at + 2);
    const stop = end < 0 ? text.length : end;
    const colon = text.indexOf(':', at + 2);
    if (colon > 0 && colon < stop) {
      const name = text.slice(at + 2, colon);
      if (!headers.has(name)) headers.set(name, text.slice(colon + 1, stop).trim());
    }
    at = stop;
  }
  return headers;
}

/**
 * The block as text, read where it stands: right before the body, in the same buffer. `undefined` when it does
 * not stand there, so that a client that lays messages out in another way only costs time.
 */
function blockOf(message: Msg & { size?: () => number }): string | undefined {
  if (!message.size) return undefined; // not of the client's interface, so it may go
  const { buffer, byteOffset, byteLength } = message.data;
  const length = message.size() - message.subject.length - (message.reply?.length ?? 0) - byteLength;
  if (length === 0) return '';
  if (length < START.length || length > byteOffset) return undefined;
  const text = Buffer.from(buffer, byteOffset - length, length).toString('utf8');
  return text.startsWith(START) && text.endsWith('\r\n\r\n') ? text : undefined;
}

function slowly(message: Msg): ReadHeaders {
  return new Map([...(message.headers ?? [])].map(([name, values]) => [name, values[0] ?? '']));
}
