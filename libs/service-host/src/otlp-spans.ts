import { type HrTime, SpanKind as OtelKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-node';
import type { SpanKind, SpanRecord } from '#libs/messaging';

const KINDS: Record<SpanKind, OtelKind> = {
  http: OtelKind.SERVER,
  serve: OtelKind.SERVER,
  call: OtelKind.CLIENT,
  publish: OtelKind.PRODUCER,
  take: OtelKind.CONSUMER,
};

/** The same spans that telemetry gets, for an OTLP collector: OTLP/HTTP, JSON, batched and bounded by the SDK. */
export class OtlpSpans {
  private readonly processor: BatchSpanProcessor;
  private readonly resource: ReadableSpan['resource'];

  constructor(endpoint: string, service: string, cityId: string) {
    const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
    this.processor = new BatchSpanProcessor(new OTLPTraceExporter({ url }));
    this.resource = resourceFromAttributes({ 'service.name': service, 'service.namespace': cityId });
  }

  add(span: SpanRecord): void {
    this.processor.onEnd(readable(span, this.resource));
  }

  /** Sends what waits; a collector that is away does not fail the shutdown. */
  async stop(): Promise<void> {
    await this.processor.shutdown().catch(() => {});
  }
}

function readable(span: SpanRecord, resource: ReadableSpan['resource']): ReadableSpan {
  const context = (spanId: string) => ({ traceId: span.traceId, spanId, traceFlags: TraceFlags.SAMPLED });
  return {
    name: span.kind === 'http' && span.address ? span.address : span.name,
    kind: KINDS[span.kind],
    spanContext: () => context(span.spanId),
    ...(span.parentId && { parentSpanContext: { ...context(span.parentId), isRemote: true } }),
    startTime: hrTime(span.start),
    endTime: hrTime(span.start + span.ms),
    duration: hrTime(span.ms),
    ended: true,
    status: { code: span.outcome === 'ok' ? SpanStatusCode.UNSET : SpanStatusCode.ERROR },
    attributes: attributesOf(span),
    links: [],
    events: [],
    resource,
    instrumentationScope: { name: 'citybrain' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** Names of the semantic conventions (https://opentelemetry.io/docs/specs/semconv/) where there is one. */
function attributesOf(span: SpanRecord): ReadableSpan['attributes'] {
  const { address, peer, consumer, status, code, actor, event, attempt } = span;
  const [method, route] = span.kind === 'http' ? (address ?? '').split(' ') : [];
  return {
    'citybrain.operation': span.name,
    'citybrain.outcome': span.outcome,
    ...(method && { 'http.request.method': method }),
    ...(route && { 'http.route': route }),
    ...(span.kind === 'http' && status !== undefined && { 'http.response.status_code': status }),
    ...(span.kind !== 'http' && status !== undefined && { 'citybrain.status': status }),
    ...(span.kind !== 'http' && { 'messaging.system': 'nats' }),
    ...(span.kind !== 'http' && address && { 'messaging.destination.name': address }),
    ...(peer && { 'citybrain.peer': peer }),
    ...(consumer && { 'messaging.consumer.group.name': consumer }),
    ...(code && { 'error.type': code }),
    ...(actor && { 'citybrain.actor': actor }),
    ...(event && { 'messaging.message.id': event }),
    ...(attempt !== undefined && { 'citybrain.attempt': attempt }),
  };
}

function hrTime(milliseconds: number): HrTime {
  const seconds = Math.trunc(milliseconds / 1_000);
  return [seconds, Math.trunc((milliseconds - seconds * 1_000) * 1e6)];
}
