import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { Logger } from 'pino';
import type { ServiceContract } from '#libs/contract-kit';
import { connectNats, flushSpans } from '#libs/messaging';
import { createLogger, nestLogger, startTelemetry } from '#libs/service-host';
import { readGatewayConfiguration } from './configuration.js';
import { loadContracts } from './contracts.js';
import { knownPathsOf } from './edge/gateway-paths.js';
import { httpAdapter } from './edge/http-adapter.js';
import { prepareServer } from './edge/prepare-server.js';
import { limitRates } from './edge/rate-limits.js';
import { UnknownPath } from './edge/unknown-path.js';
import { LiveFeed } from './feed/live-feed.js';
import { CityFiles } from './files/city-files.js';
import { gatewayModule } from './gateway.module.js';
import { GatewayRuntime } from './gateway-runtime.js';
import { LIMITS, type Limits } from './limits.js';
import { Metrics } from './metrics/metrics.js';
import { buildAsyncApi, buildOpenApi } from './openapi/openapi.js';
import { ApiDocuments } from './pages/documents.js';
import { serveStaticFiles } from './pages/static-files.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { Forwarder } from './routes/forwarder.js';
import { platformVersion } from './version.js';

export interface GatewayOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly logger?: Logger;
  readonly now?: () => Date;
  /** Contracts to serve in place of all services'; for tests. */
  readonly contracts?: readonly ServiceContract[];
  /** Bounds to change; for tests. */
  readonly limits?: Partial<Limits>;
}

/** A running gateway. */
export interface RunningGateway {
  readonly url: string;
  /** Takes no more requests, finishes those under way, ends the live feeds, and closes everything. */
  stop(): Promise<void>;
}

const IDLE_CHECK_MS = 50;

/** Starts the gateway: configuration, connection, documents, edge, routes; in this order. */
export async function startGateway(options: GatewayOptions = {}): Promise<RunningGateway> {
  const configuration = readGatewayConfiguration(options.environment ?? process.env);
  const limits: Limits = { ...LIMITS, ...options.limits };
  const logger = options.logger ?? createLogger('gateway', configuration.logLevel);
  const contracts = options.contracts ?? (await loadContracts());
  const facts = { version: platformVersion(), natsUrl: configuration.natsUrl };
  const documents = new ApiDocuments(await buildOpenApi(contracts, facts), buildAsyncApi(contracts, facts));
  const connection = await connectNats({
    url: configuration.natsUrl,
    user: 'gateway',
    ...(configuration.natsSeed && { seed: configuration.natsSeed }),
  });
  const stopTelemetry = await startTelemetry(connection, 'gateway', configuration);
  const now = options.now ?? (() => new Date());
  const runtime = new GatewayRuntime(contracts, configuration, limits, connection, logger, now);
  const feed = new LiveFeed(runtime);
  const metrics = new Metrics(runtime, feed);

  const adapter = httpAdapter(limits, contracts);
  const server = adapter.getInstance();
  await prepareServer(server, runtime, metrics);
  const limitSignIn = await limitRates(server, {
    ...limits,
    requestsPerMinute: configuration.requestsPerMinute,
  });
  await serveStaticFiles(server, configuration.consoleDir);
  const files = await CityFiles.open(options.environment ?? process.env, connection, now, logger);
  const forwarder = new Forwarder(runtime.client, limitSignIn, runtime.bus, files);
  const app = await NestFactory.create<NestFastifyApplication>(
    gatewayModule({ runtime, forwarder, feed, files, metrics, documents }),
    adapter,
    { logger: nestLogger(logger), bodyParser: false, abortOnError: false },
  );
  const unknownPath = new UnknownPath(knownPathsOf(contracts), configuration.consoleDir);
  app.useGlobalFilters(new ProblemFilter(logger, unknownPath));
  SwaggerModule.setup('docs', app, documents.openApi, {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'citybrain · API',
    swaggerOptions: { persistAuthorization: true, docExpansion: 'list' },
  });
  await feed.start();
  files.startSweeping(limits.sweepMs);
  await app.listen(configuration.port, configuration.host);
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  logger.info({ url }, 'ready');

  let stopped: Promise<void> | undefined;
  const stop = async () => {
    runtime.draining = true;
    await feed.stop();
    await files.stop();
    // When the last request is answered, connections that never sent one (browsers open some ahead) end too.
    const idle = setInterval(() => {
      if (runtime.underWay === 0) server.server.closeAllConnections();
      else server.server.closeIdleConnections();
    }, IDLE_CHECK_MS);
    const late = setTimeout(() => server.server.closeAllConnections(), limits.drainMs);
    await app.close();
    clearInterval(idle);
    clearTimeout(late);
    flushSpans(connection);
    await (runtime.bus.down ? connection.close() : connection.drain());
    await stopTelemetry();
    logger.info('stopped');
  };
  return {
    url,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}
