import type { Type } from '@nestjs/common';
import { DatabaseTooNew, HalfRestored } from '#libs/store';
import { createLogger } from './logger.js';
import { inWords } from './migrate-data.js';
import { contractOf } from './service-module.js';
import { startService } from './start-service.js';

/**
 * Runs a service as this process: tells the launcher when it is ready, drains on SIGTERM and SIGINT, and when
 * the launcher is gone.
 */
export async function runService(module: Type<object>): Promise<void> {
  const { name } = contractOf(module);
  try {
    const service = await startService(module, {
      migrating: (progress) => process.send?.({ type: 'progress', message: inWords(progress) }),
    });
    process.send?.({ type: 'ready' });
    stopWithLauncher(() => service.stop());
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    createLogger(name, 'info').fatal({ err: error }, 'cannot start');
    process.send?.({
      type: 'failed',
      message,
      remedy:
        error instanceof DatabaseTooNew || error instanceof HalfRestored
          ? error.remedy
          : `See the log of ${name}; check MONGODB_URI and NATS_URL.`,
    });
    process.exitCode = 1;
    process.disconnect?.();
    setTimeout(() => process.exit(1), 500).unref();
  }
}

/** Calls `stop` once on SIGTERM, SIGINT or the loss of the launcher, then ends the process. */
export function stopWithLauncher(stop: () => Promise<void>): void {
  let stopping = false;
  const end = () => {
    if (stopping) return;
    stopping = true;
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.on('disconnect', end);
}
