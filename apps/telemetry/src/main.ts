import { runService } from '#libs/service-host';
import TelemetryModule from './telemetry.module.js';

await runService(TelemetryModule);
