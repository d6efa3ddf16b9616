export { callAfter } from './call-after.js';
export { fetchCityKeys } from './city-keys.js';
export { cityIssuer, readConfiguration, type ServiceConfiguration } from './configuration.js';
export { createLogger, nestLogger } from './logger.js';
export { runService, stopWithLauncher } from './run-service.js';
export { contractOf, ServiceModule } from './service-module.js';
export { ServiceRuntime } from './service-runtime.js';
export { type RunningService, type StartOptions, startService } from './start-service.js';
export { startTelemetry } from './telemetry.js';
