import { createLogger, stopWithLauncher } from '#libs/service-host';
import { startGateway } from './start-gateway.js';

// The gateway as a process of its own.
try {
  const gateway = await startGateway();
  process.send?.({ type: 'ready' });
  stopWithLauncher(() => gateway.stop());
} catch (error) {
  createLogger('gateway', 'info').fatal({ err: error }, 'cannot start');
  process.send?.({
    type: 'failed',
    message: error instanceof Error ? error.message : String(error),
    remedy: 'See the log of gateway; check NATS_URL and GATEWAY_PORT.',
  });
  process.exitCode = 1;
  process.disconnect?.();
  setTimeout(() => process.exit(1), 500).unref();
}
