import type { Type } from '@nestjs/common';
import {
  createLogger,
  inWords,
  type RunningService,
  startService,
  stopWithLauncher,
} from '#libs/service-host';
import { startGateway } from '../../gateway/src/start-gateway.js';
import { SERVICES } from '../../services.js';

/** All services and the gateway in one process, for quick QA. What is started last stops first. */
const running: { stop(): Promise<void> }[] = [];

async function startCity(): Promise<void> {
  for (const name of SERVICES) running.unshift(await startNamed(name));
  running.unshift(await startGateway());
}

async function startNamed(name: string): Promise<RunningService> {
  const module = (await import(`../../${name}/src/${name}.module.js`)) as { default: Type<object> };
  return startService(module.default, {
    migrating: (progress) => process.send?.({ type: 'progress', message: `${name}: ${inWords(progress)}` }),
  });
}

async function stopCity(): Promise<void> {
  for (const part of running) await part.stop();
}

try {
  await startCity();
  process.send?.({ type: 'ready' });
  stopWithLauncher(stopCity);
} catch (error) {
  createLogger('city', 'info').fatal({ err: error }, 'cannot start');
  process.send?.({
    type: 'failed',
    message: error instanceof Error ? error.message : String(error),
    remedy:
      (error as { remedy?: string }).remedy ??
      'See the log of city; check MONGODB_URI, NATS_URL and GATEWAY_PORT.',
  });
  process.exitCode = 1;
  process.disconnect?.();
  setTimeout(() => process.exit(1), 500).unref();
}
