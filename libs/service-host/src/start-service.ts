import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Logger } from 'pino';
import { relayWakeSubject, type ServiceContract, ServiceUnavailable } from '#libs/contract-kit';
import {
  connectNats,
  EventPublisher,
  flushSpans,
  type NatsConnection,
  OperationServer,
} from '#libs/messaging';
import { isDatabaseUnavailable, openDatabase, Relay } from '#libs/store';
import { cityVerifier } from './city-trust.js';
import { readConfiguration } from './configuration.js';
import { consumerSubjects } from './consumer-subjects.js';
import { ErasureDuty } from './erasure-duty.js';
import { createLogger, nestLogger } from './logger.js';
import { migrateData, type TellProgress } from './migrate-data.js';
import { PassThroughFilter } from './pass-through.filter.js';
import { contractOf, hostModule } from './service-module.js';
import { ServiceRuntime } from './service-runtime.js';
import { startTelemetry } from './telemetry.js';

/** A running service. */
export interface RunningService {
  readonly runtime: ServiceRuntime;
  /** Finishes what is under way, moves the last events, and closes everything. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly logger?: Logger;
  /** Clock of the domain; tests set it. */
  readonly now?: () => Date;
  /** Hears how far the migrations of the data are. */
  readonly migrating?: TellProgress;
}

/** Starts a service: configuration, connections, migrations, indexes, relay, consumers, handlers; in this order. */
export async function startService(
  module: Type<object>,
  options: StartOptions = {},
): Promise<RunningService> {
  const opened: (() => Promise<unknown>)[] = [];
  try {
    return await start(module, options, (close) => opened.push(close));
  } catch (error) {
    for (const close of opened.reverse()) await close().catch(() => {}); // what counts is why it cannot start
    throw error;
  }
}

async function start(
  module: Type<object>,
  options: StartOptions,
  opened: (close: () => Promise<unknown>) => void,
): Promise<RunningService> {
  const contract = contractOf(module);
  const configuration = readConfiguration(options.environment ?? process.env, contract.name);
  const logger = options.logger ?? createLogger(contract.name, configuration.logLevel);
  const database = await openDatabase(configuration.mongoUri, configuration.cityId, contract.name);
  opened(() => database.client.close());
  const connection = await connectNats({
    url: configuration.natsUrl,
    user: contract.name,
    ...(configuration.natsSeed && { seed: configuration.natsSeed }),
  });
  opened(() => connection.close());
  const stopTelemetry = await startTelemetry(connection, contract.name, configuration);
  opened(stopTelemetry);
  const runtime = new ServiceRuntime(contract, configuration, logger, connection, database, options.now);
  runtime.environment = options.environment ?? process.env;
  const duty = ErasureDuty.of(runtime);
  const verifier = cityVerifier(configuration.cityId, configuration.trustedIssuers, connection, logger);
  const server = new OperationServer({
    connection,
    contract,
    drainMs: configuration.drainMs,
    authenticate: (token) => verifier.verify(token),
    asProblem: (error) =>
      isDatabaseUnavailable(error)
        ? ServiceUnavailable.with({
            detail: { zh: '数据库暂时不可用', en: 'The database is not available' },
            retryAfter: 1,
            cause: error,
          })
        : undefined,
    denied: (problem, call, request) => runtime.audit.denied(problem, call, request),
    finished: (call, { error, ...outcome }) => {
      if (!error && !logger.isLevelEnabled('debug')) return;
      const line = {
        operation: call.operation.name,
        actor: call.caller.subject,
        organisation: call.caller.organisation,
        traceId: call.traceId,
        ...outcome,
      };
      if (error) logger.error({ ...line, err: error }, 'an operation failed with an undeclared error');
      else logger.debug(line, 'operation');
    },
  });
  const app = await NestFactory.createMicroservice(hostModule(module, runtime), {
    strategy: server,
    logger: nestLogger(logger),
    abortOnError: false,
  });
  app.useGlobalFilters(new PassThroughFilter());
  await app.init();
  await migrateData(module, runtime, options.migrating);
  await runtime.prepare();
  const relay = startRelay(runtime, contract);
  opened(() => relay.stop());
  opened(() => Promise.all([...runtime.consumers.values()].map((consumer) => consumer.stop())));
  duty?.start();
  opened(async () => duty?.stop());
  await runtime.startConsumers((consumer) => consumerSubjects(contract, consumer));
  await app.listen();
  logger.info({ city: configuration.cityId }, 'ready');

  let stopped: Promise<void> | undefined;
  const stop = async () => {
    runtime.draining = true;
    await app.close();
    await Promise.all([...runtime.consumers.values()].map((consumer) => consumer.stop()));
    await duty?.stop();
    await relay.stop();
    await closeNats(connection);
    await database.client.close();
    await stopTelemetry();
    logger.info('stopped');
  };
  return {
    runtime,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** Sends what is still to be sent; a server that is gone must not keep the process from ending well. */
async function closeNats(connection: NatsConnection): Promise<void> {
  try {
    flushSpans(connection);
    await connection.drain();
  } catch {
    await connection.close();
  }
}

function startRelay(runtime: ServiceRuntime, contract: ServiceContract): Relay {
  const publisher = new EventPublisher(runtime.connection);
  const wakeSubject = relayWakeSubject(contract.name);
  const relay = new Relay({
    store: runtime.store,
    publish: (event) => publisher.publish(event, { once: true }),
    announce: () => {
      if (!runtime.connection.isClosed()) runtime.connection.publish(wakeSubject);
    },
    failed: (error) => runtime.logger.warn({ err: error }, 'the relay will try again'),
  });
  runtime.connection.subscribe(wakeSubject, { callback: () => relay.wake() });
  runtime.relay = relay;
  relay.start();
  return relay;
}
