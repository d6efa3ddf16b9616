import { Controller } from '@nestjs/common';
import { type Call, Handles } from '#libs/messaging';
import type { TelemetryFigures } from '../../contract/figures.dto.js';
import type { GetTrace, TraceFlow } from '../../contract/flow.dto.js';
import { Telemetry } from '../../contract/index.js';
import type { ListTraces, TracePage } from '../../contract/traces.dto.js';
import { Traces } from './traces.js';

const { operations } = Telemetry;

@Controller()
export class TraceHandlers {
  constructor(private readonly traces: Traces) {}

  @Handles(operations.getTrace)
  get(request: GetTrace, call: Call): Promise<TraceFlow> {
    return this.traces.get(request, call);
  }

  @Handles(operations.listTraces)
  list(request: ListTraces, call: Call): Promise<TracePage> {
    return this.traces.list(request, call);
  }

  @Handles(operations.getTelemetryFigures)
  figures(): Promise<TelemetryFigures> {
    return this.traces.figures();
  }
}
