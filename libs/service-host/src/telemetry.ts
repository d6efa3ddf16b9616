import { type NatsConnection, tracerOf } from '#libs/messaging';

/** What of a process's configuration concerns its spans. */
export interface TelemetrySettings {
  readonly cityId: string;
  readonly otlpEndpoint: string | undefined;
  readonly traceQueryRate: number;
}

/**
 * Sets what is traced, and sends the spans of the connection to an OTLP collector too, when one is configured.
 * Telemetry gets them either way, by the connection itself. Returns what to do at shutdown.
 */
export async function startTelemetry(
  connection: NatsConnection,
  service: string,
  { cityId, otlpEndpoint, traceQueryRate }: TelemetrySettings,
): Promise<() => Promise<void>> {
  const tracer = tracerOf(connection);
  tracer.queryRate = traceQueryRate;
  if (!otlpEndpoint) return async () => {};
  // Only loaded where it is wanted: the exporter takes memory that most processes have no use for.
  const { OtlpSpans } = await import('./otlp-spans.js');
  const spans = new OtlpSpans(otlpEndpoint, service, cityId);
  tracer.addSink((span) => spans.add(span));
  return () => spans.stop();
}
