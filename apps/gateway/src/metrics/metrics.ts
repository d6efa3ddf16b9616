import type { FastifyReply, FastifyRequest } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { edgeOf } from '../edge/edge.js';
import type { LiveFeed } from '../feed/live-feed.js';
import type { GatewayRuntime } from '../gateway-runtime.js';
import { type Bucket, quantileMs } from './latency.js';
import { collectServiceStats } from './service-stats.js';

/** Their time is how long somebody watched. */
const STREAMS: ReadonlySet<string> = new Set(['gateway.events']);

const LABELS = ['service', 'instance', 'operation'] as const;

/** What callers saw of the routes of one service, since the gateway started. */
export interface RouteFigures {
  readonly requests: number;
  /** Answered with 4xx. */
  readonly refused: number;
  /** Answered with 5xx. */
  readonly failed: number;
  /** Milliseconds within which half, and 95 of 100, were answered; streams are left out. */
  readonly p50?: number;
  readonly p95?: number;
}

/** The figures of the gateway, and those that the services report, for Prometheus. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly requests: Histogram<'operation' | 'method' | 'status'>;
  private readonly serviceRequests: Counter<(typeof LABELS)[number]>;
  private readonly serviceErrors: Counter<(typeof LABELS)[number]>;
  private readonly serviceSeconds: Counter<(typeof LABELS)[number]>;

  constructor(
    private readonly runtime: GatewayRuntime,
    feed: LiveFeed,
  ) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.requests = new Histogram({
      name: 'citybrain_http_request_seconds',
      help: 'HTTP requests by operation and status; streams count when they end',
      labelNames: ['operation', 'method', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    });
    const counter = (name: string, help: string) =>
      new Counter({ name, help, labelNames: LABELS, registers });
    this.serviceRequests = counter(
      'citybrain_operation_requests_total',
      'Requests that a service has answered',
    );
    this.serviceErrors = counter('citybrain_operation_errors_total', 'Requests answered with a problem');
    this.serviceSeconds = counter('citybrain_operation_seconds_total', 'Time spent on them');
    new Gauge({
      name: 'citybrain_event_feed_connections',
      help: 'Open connections of /events',
      registers,
      collect() {
        this.set(feed.connections);
      },
    });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** Counts a finished request. Only declared operations become labels: paths are the callers' to invent. */
  observe(request: FastifyRequest, reply: FastifyReply): void {
    const { operation, began } = edgeOf(request);
    this.requests.observe(
      { operation: operation ?? 'other', method: request.method, status: reply.statusCode },
      (performance.now() - began) / 1000,
    );
  }

  /** Figures by service; under the empty name those of all routes together. */
  async routeFigures(): Promise<ReadonlyMap<string, RouteFigures>> {
    const { values } = await this.requests.get();
    const lines = values.filter(({ labels }) => !STREAMS.has(labels.operation as string));
    const services = new Set(lines.map(({ labels }) => serviceOf(labels.operation)));
    return new Map(
      ['', ...services].map((service) => [
        service,
        figuresOf(lines.filter(({ labels }) => service === '' || serviceOf(labels.operation) === service)),
      ]),
    );
  }

  async text(): Promise<string> {
    await this.collectServices();
    return this.registry.metrics();
  }

  private async collectServices(): Promise<void> {
    for (const counter of [this.serviceRequests, this.serviceErrors, this.serviceSeconds]) counter.reset();
    try {
      for (const figure of await collectServiceStats(this.runtime.connection, this.runtime.limits.statsMs)) {
        const labels = { service: figure.service, instance: figure.instance, operation: figure.operation };
        this.serviceRequests.inc(labels, figure.requests);
        this.serviceErrors.inc(labels, figure.errors);
        this.serviceSeconds.inc(labels, figure.seconds);
      }
    } catch (error) {
      this.runtime.logger.debug({ err: error }, 'the services did not report their figures');
    }
  }
}

interface HistogramLine {
  readonly value: number;
  readonly metricName?: string;
  readonly labels: Readonly<Record<string, string | number | undefined>>;
}

function figuresOf(lines: readonly HistogramLine[]): RouteFigures {
  const counts = lines.filter(({ metricName }) => metricName?.endsWith('_count'));
  const answered = (from: number, to: number) =>
    counts
      .filter(({ labels }) => Number(labels.status) >= from && Number(labels.status) < to)
      .reduce((sum, { value }) => sum + value, 0);
  const bounds = new Map<number, number>();
  for (const { labels, value, metricName } of lines) {
    if (!metricName?.endsWith('_bucket')) continue;
    const le = labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels.le);
    bounds.set(le, (bounds.get(le) ?? 0) + value);
  }
  const buckets: Bucket[] = [...bounds].map(([le, count]) => ({ le, count }));
  const p50 = quantileMs(0.5, buckets);
  const p95 = quantileMs(0.95, buckets);
  return {
    requests: answered(0, 1_000),
    refused: answered(400, 500),
    failed: answered(500, 1_000),
    ...(p50 !== undefined && { p50 }),
    ...(p95 !== undefined && { p95 }),
  };
}

function serviceOf(operation: string | number | undefined): string {
  return String(operation).split('.')[0] ?? '';
}
