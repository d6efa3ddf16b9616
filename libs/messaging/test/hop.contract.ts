import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  NoRespondersError,
  headers as newHeaders,
  TimeoutError,
} from '@nats-io/transport-node';
import fc from 'fast-check';
import { TestCity } from '#libs/testing';
import { headerBlock, readHeaders, saysNobodyAnswers } from '../src/header-block.js';
import { ReplyInbox } from '../src/reply-inbox.js';
import { connectAs, Echo } from './echo.js';

let city: TestCity;
let receiver: NatsConnection;

beforeAll(async () => {
  city = await TestCity.start([Echo]);
  receiver = await connectAs(city, Echo.name);
});
afterAll(async () => {
  await receiver?.close();
  await city?.stop();
});

const SUBJECT = Echo.operations.say.subject;
const EMPTY = new Uint8Array();

/** Sends each message through the real server, with ours or the client's own headers, and gives what arrived. */
async function throughServer(sent: readonly { headers?: MsgHdrs; body?: string }[]): Promise<Msg[]> {
  const arrived: Msg[] = [];
  const subscription = receiver.subscribe(SUBJECT, {
    callback: (_error, message) => void arrived.push(message),
  });
  await receiver.flush();
  for (const { headers, body } of sent)
    city.outsider.publish(SUBJECT, body ?? '', { ...(headers && { headers }) });
  await city.outsider.flush();
  await receiver.flush();
  subscription.unsubscribe();
  return arrived;
}

const name = fc.stringMatching(/^[A-Za-z][A-Za-z-]{0,20}$/);
// The client trims values, as HTTP does.
const value = fc
  .oneof(fc.string({ maxLength: 40 }), fc.string({ unit: 'grapheme', maxLength: 40 }))
  .filter((text) => text === text.trim() && text !== '' && !/[\r\n]/.test(text));
const fields = fc.dictionary(name, value, { maxKeys: 8, noNullPrototype: true });
const messages = fc.array(fc.record({ given: fields, body: fc.string({ maxLength: 200 }) }), {
  minLength: 1,
  maxLength: 20,
});

describe('a header block', () => {
  it('that we write is read the same by the client library, and the body stays whole', async () => {
    await fc.assert(
      fc.asyncProperty(messages, async (sent) => {
        const arrived = await throughServer(
          sent.map(({ given, body }) => ({ headers: headerBlock(given), body })),
        );
        expect(
          arrived.map((message) => ({
            given: Object.fromEntries([...(message.headers ?? [])].map(([key, [first]]) => [key, first])),
            body: message.string(),
          })),
        ).toEqual(sent);
      }),
      { numRuns: 30 },
    );
  });

  it('that the client library writes is read by us as it would be by the library', async () => {
    await fc.assert(
      fc.asyncProperty(messages, async (sent) => {
        const theirs = (given: Record<string, string>) => {
          const headers = newHeaders();
          for (const [key, text] of Object.entries(given)) headers.append(key, text);
          return headers;
        };
        const arrived = await throughServer(
          sent.map(({ given, body }) => ({ headers: theirs(given), body })),
        );
        expect(arrived.map((message) => Object.fromEntries(readHeaders(message)))).toEqual(
          arrived.map((message) =>
            Object.fromEntries([...(message.headers ?? [])].map(([key, [first]]) => [key, first])),
          ),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('gives the first value of a name that comes twice, and none where there are none', async () => {
    const twice = newHeaders();
    twice.append('cb-if-match', '1');
    twice.append('cb-if-match', '2');
    const [both, bare] = await throughServer([{ headers: twice }, { body: '{}' }]);
    expect(both && readHeaders(both).get('cb-if-match')).toBe('1');
    expect(bare && readHeaders(bare).size).toBe(0);
  });

  it('is read through the library where a message is laid out in another way', async () => {
    const [message] = await throughServer([{ headers: headerBlock({ a: '1', b: '2' }), body: 'x' }]);
    if (!message) throw new Error('nothing arrived');
    const elsewhere = {
      subject: message.subject,
      data: new Uint8Array(message.data), // a copy: nothing stands before it
      headers: message.headers,
      size: () => (message as Msg & { size(): number }).size(),
    } as unknown as Msg;
    expect(Object.fromEntries(readHeaders(elsewhere))).toEqual({ a: '1', b: '2' });
  });

  it('cannot be broken open by a value with a line break', () => {
    for (const text of ['a\r\nauthorization: Bearer x', 'a\nb', 'a\rb'])
      expect(() => headerBlock({ 'cb-correlation-id': text })).toThrow('line break');
  });
});

describe('a request through the reply inbox', () => {
  const inbox = () => ReplyInbox.of(city.outsider);

  it('fails at once when nobody answers the subject', async () => {
    await expect(inbox().request(SUBJECT, EMPTY, headerBlock({}), 5_000)).rejects.toBeInstanceOf(
      NoRespondersError,
    );
  });

  it('gets its own reply, in whatever order replies come', async () => {
    const server = await connectAs(city, Echo.name);
    const held: Msg[] = [];
    server.subscribe(SUBJECT, { callback: (_error, message) => void held.push(message) });
    await server.flush();
    const texts = Array.from({ length: 50 }, (_, at) => `request ${at}`);
    const asked = texts.map((text) =>
      inbox().request(SUBJECT, new TextEncoder().encode(text), headerBlock({}), 5_000),
    );
    await city.outsider.flush();
    await server.flush();
    for (const message of held.reverse()) message.respond(message.data);
    expect((await Promise.all(asked)).map((reply) => reply.string())).toEqual(texts);
    await server.close();
  });

  it('takes the first reply and no second one, and an empty reply is a reply', async () => {
    const server = await connectAs(city, Echo.name);
    server.subscribe(SUBJECT, {
      callback: (_error, message) => {
        message.respond('');
        message.respond('again');
      },
    });
    await server.flush();
    const reply = await inbox().request(SUBJECT, EMPTY, headerBlock({}), 5_000);
    expect(reply.string()).toBe('');
    expect(saysNobodyAnswers(reply)).toBe(false);
    await city.outsider.flush();
    await server.close();
  });

  it('fails when its time is over, and a reply that comes later harms nobody', async () => {
    const server = await connectAs(city, Echo.name);
    const held: Msg[] = [];
    server.subscribe(SUBJECT, { callback: (_error, message) => void held.push(message) });
    await server.flush();
    await expect(inbox().request(SUBJECT, EMPTY, headerBlock({}), 30)).rejects.toBeInstanceOf(TimeoutError);
    held[0]?.respond('late');
    await server.flush();
    await city.outsider.flush();
    await server.close();
  });

  it('fails when the connection is closed meanwhile, and after it', async () => {
    const server = await connectAs(city, Echo.name);
    server.subscribe(SUBJECT, { callback: () => {} });
    await server.flush();
    const own = await connectAs(city, 'integrator');
    const asked = ReplyInbox.of(own).request(SUBJECT, EMPTY, headerBlock({}), 60_000);
    const failed = expect(asked).rejects.toThrow('closed');
    await own.flush();
    await own.close();
    await failed;
    await expect(ReplyInbox.of(own).request(SUBJECT, EMPTY, headerBlock({}), 60_000)).rejects.toThrow();
    await server.close();
  });
});
