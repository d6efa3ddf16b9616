import { type DynamicModule, Module } from '@nestjs/common';
import { FeedController } from './feed/feed.controller.js';
import { LiveFeed } from './feed/live-feed.js';
import { CityFiles } from './files/city-files.js';
import { FilesController } from './files/files.controller.js';
import type { GatewayRuntime } from './gateway-runtime.js';
import { HealthController } from './health/health.controller.js';
import { Readiness } from './health/readiness.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { Metrics } from './metrics/metrics.js';
import { OverviewController } from './overview/overview.controller.js';
import { Overview } from './overview/overview.js';
import { AsyncApiController } from './pages/asyncapi.controller.js';
import { ApiDocuments } from './pages/documents.js';
import { Forwarder } from './routes/forwarder.js';
import { operationController } from './routes/operation.controller.js';

/** What the parts of the gateway are made from; all made before Nest starts. */
export interface GatewayParts {
  readonly runtime: GatewayRuntime;
  readonly forwarder: Forwarder;
  readonly feed: LiveFeed;
  readonly files: CityFiles;
  readonly metrics: Metrics;
  readonly documents: ApiDocuments;
}

@Module({})
class GatewayModule {}

/** The gateway's table of contents. */
export function gatewayModule(parts: GatewayParts): DynamicModule {
  const { runtime, forwarder, feed, files, metrics, documents } = parts;
  return {
    module: GatewayModule,
    controllers: [
      ...runtime.contracts.map(operationController),
      FeedController,
      FilesController,
      HealthController,
      OverviewController,
      MetricsController,
      AsyncApiController,
    ],
    providers: [
      { provide: Forwarder, useValue: forwarder },
      { provide: LiveFeed, useValue: feed },
      { provide: CityFiles, useValue: files },
      { provide: Readiness, useValue: new Readiness(runtime) },
      { provide: Metrics, useValue: metrics },
      { provide: Overview, useValue: new Overview(runtime, metrics, feed) },
      { provide: ApiDocuments, useValue: documents },
    ],
  };
}
