import { type DynamicModule, Module } from '@nestjs/common';
import type { ServiceContract } from '#libs/contract-kit';
import { FeedController } from '../feed/feed.controller.js';
import { LiveFeed } from '../feed/live-feed.js';
import { CityFiles } from '../files/city-files.js';
import { FilesController } from '../files/files.controller.js';
import { HealthController } from '../health/health.controller.js';
import { Readiness } from '../health/readiness.js';
import { OverviewController } from '../overview/overview.controller.js';
import { Overview } from '../overview/overview.js';
import { Forwarder } from '../routes/forwarder.js';
import { operationController } from '../routes/operation.controller.js';

@Module({})
class ApiModule {}

/** All that OpenAPI describes, with nothing behind it: for making the document. */
export function apiModule(contracts: readonly ServiceContract[]): DynamicModule {
  return {
    module: ApiModule,
    controllers: [
      ...contracts.map(operationController),
      FeedController,
      HealthController,
      OverviewController,
      FilesController,
    ],
    providers: [Forwarder, LiveFeed, Readiness, Overview, CityFiles].map((provide) => ({
      provide,
      useValue: {},
    })),
  };
}
