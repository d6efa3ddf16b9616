import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CloudEvent, spansSubject } from '#libs/contract-kit';
import { connectNats, type NatsConnection, type SpanBatch, type SpanRecord, tracerOf } from '#libs/messaging';
import { startTestServers, type TestServers } from '#libs/testing';
import { startTelemetry } from '../src/telemetry.js';

/** What of OTLP/HTTP JSON (opentelemetry-proto, ExportTraceServiceRequest) this test reads. */
interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { key: string; value: { stringValue?: string; intValue?: number } }[];
  readonly status: { code?: number };
}
interface OtlpRequest {
  readonly resourceSpans: readonly {
    resource: { attributes: OtlpSpan['attributes'] };
    scopeSpans: readonly { spans: readonly OtlpSpan[] }[];
  }[];
}

const requests: { path: string | undefined; type: string | undefined; body: OtlpRequest }[] = [];
let collector: Server;
let endpoint: string;
let servers: TestServers;
let connection: NatsConnection;

beforeAll(async () => {
  collector = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as OtlpRequest;
    requests.push({ path: request.url, type: request.headers['content-type'], body });
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}/`;
  servers = await startTestServers([]);
  const { natsUrl: url, seeds } = servers;
  connection = await connectNats({ url, user: 'operator', seed: seeds.operator ?? '' });
});

afterAll(async () => {
  await connection?.close();
  await servers?.stop();
  await new Promise((resolve) => collector.close(resolve));
});

const attributesOf = (list: OtlpSpan['attributes'] = []) =>
  Object.fromEntries(list.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));

const RECORD: SpanRecord = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  parentId: '00f067aa0ba902b7',
  kind: 'take',
  name: 'city.evt.catalog.entry-registered.v1',
  address: 'city.evt.catalog.entry-registered.v1',
  consumer: 'overview',
  start: 1_795_000_000_123.25,
  ms: 4.5,
  outcome: 'deadLetter',
  code: 'MongoServerError',
  actor: 'person:1',
  event: '0192f3a4-5b6c-7d8e-9f01-23456789abcd' satisfies CloudEvent['id'],
  attempt: 6,
};

describe('spans by configuration to an OTLP collector', () => {
  it('are the same that telemetry gets', async () => {
    const batches: SpanBatch[] = [];
    connection.subscribe(spansSubject('*'), {
      callback: (_error, message) => void batches.push(message.json<SpanBatch>()),
    });
    const settings = { cityId: 'testcity', otlpEndpoint: endpoint, traceQueryRate: 0 };
    const stop = await startTelemetry(connection, 'catalog', settings);
    tracerOf(connection).record(RECORD);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await stop();

    expect(batches).toEqual([{ spans: [RECORD], dropped: 0 }]);
    expect(requests).toHaveLength(1);
    const [{ path, type, body } = { path: '', type: '', body: undefined }] = requests;
    expect([path, type]).toEqual(['/v1/traces', 'application/json']);
    const [resourceSpans] = body?.resourceSpans ?? [];
    expect(attributesOf(resourceSpans?.resource.attributes)).toMatchObject({
      'service.name': 'catalog',
      'service.namespace': 'testcity',
    });
    const [span] = resourceSpans?.scopeSpans[0]?.spans ?? [];
    expect(span).toMatchObject({
      traceId: RECORD.traceId,
      spanId: RECORD.spanId,
      parentSpanId: RECORD.parentId,
      name: RECORD.name,
      kind: 5, // SPAN_KIND_CONSUMER
      status: { code: 2 }, // STATUS_CODE_ERROR
    });
    expect(Number(BigInt(span?.startTimeUnixNano ?? 0) / 1_000n)).toBe(1_795_000_000_123_250);
    expect(BigInt(span?.endTimeUnixNano ?? 0) - BigInt(span?.startTimeUnixNano ?? 0)).toBe(4_500_000n);
    expect(attributesOf(span?.attributes)).toEqual({
      'citybrain.operation': RECORD.name,
      'citybrain.outcome': 'deadLetter',
      'messaging.system': 'nats',
      'messaging.destination.name': RECORD.address,
      'messaging.consumer.group.name': 'overview',
      'error.type': 'MongoServerError',
      'citybrain.actor': 'person:1',
      'messaging.message.id': RECORD.event,
      'citybrain.attempt': 6,
    });
  });

  it('cost nothing but themselves when the collector is away', async () => {
    const settings = { cityId: 'testcity', otlpEndpoint: 'http://127.0.0.1:9', traceQueryRate: 0 };
    const stop = await startTelemetry(connection, 'catalog', settings);
    expect(() => tracerOf(connection).record(RECORD)).not.toThrow();
    await expect(stop()).resolves.toBeUndefined();
  }, 60_000);
});
