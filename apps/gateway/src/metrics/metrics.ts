import type { FastifyReply, FastifyRequest } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { edgeOf } from '../edge/edge.js';
import type { LiveFeed } from '../feed/live-feed.js';
import type { GatewayRuntime } from '../gateway-runtime.js';
import { collectServiceStats } from './service-stats.js';

const LABELS = ['service', 'instance', 'operation'] as const;

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
