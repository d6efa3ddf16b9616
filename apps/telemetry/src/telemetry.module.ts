import { ServiceModule } from '#libs/service-host';
import { Telemetry } from '../contract/index.js';
import { SpanStore } from './spans/span.store.js';
import { SpanIntake } from './spans/span-intake.js';
import { TraceHandlers } from './traces/trace.handlers.js';
import { Traces } from './traces/traces.js';

/** 流程追踪. What the service consists of. */
@ServiceModule({ contract: Telemetry, handlers: [TraceHandlers], parts: [SpanStore, SpanIntake, Traces] })
export default class TelemetryModule {}
