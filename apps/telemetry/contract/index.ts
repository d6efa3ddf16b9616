import { defineService, Empty, get, query } from '#libs/contract-kit';
import { TelemetryFigures } from './figures.dto.js';
import { GetTrace, TraceFlow } from './flow.dto.js';
import { TraceUnknown } from './problems.js';
import { ListTraces, TracePage } from './traces.dto.js';

/** 流程追踪: which messages a command caused, who sent them, how long each took and how it ended. */
export const Telemetry = defineService(
  {
    name: 'telemetry',
    version: 1,
    title: { zh: '流程追踪', en: 'Telemetry' },
    doc: 'The real messages behind every command, as a sequence. Kept for a limited time; holds ids only, no personal data and no bodies.',
  },
  {
    operations: {
      getTrace: query({
        summary: { zh: '流程图', en: 'Flow of a trace' },
        doc: 'The messages of one trace in order, with participants, durations and outcomes, and as Mermaid. Operators (`platform.operator`) and auditors (`audit.reader`) see every trace; everybody else what their own requests caused, and 404 for the rest.',
        request: GetTrace,
        reply: TraceFlow,
        problems: [TraceUnknown],
        allow: 'signed-in',
        http: get('/telemetry/traces/{traceId}'),
        examples: [{ name: 'one trace', request: { traceId: '0af7651916cd43dd8448eb211c80319c' } }],
      }),
      listTraces: query({
        summary: { zh: '追踪列表', en: 'List traces' },
        doc: 'Traces, newest first, a page at a time. Operators and auditors see all; everybody else those that their own requests began.',
        request: ListTraces,
        reply: TracePage,
        allow: 'signed-in',
        http: get('/telemetry/traces'),
        examples: [
          { name: 'first page', request: { limit: 20 } },
          { name: 'refused at the catalog', request: { service: 'data-catalog', outcome: 'refused' } },
        ],
      }),
      getTelemetryFigures: query({
        summary: { zh: '追踪记录统计', en: 'Figures of telemetry' },
        doc: 'How many spans are kept, how many were dropped and why, and the bounds. Counters are of the answering instance.',
        request: Empty,
        reply: TelemetryFigures,
        allow: ['platform.operator'],
        http: get('/telemetry/figures'),
        examples: [{ name: 'figures', request: {} }],
      }),
    },
    events: {},
  },
);

export const contract = Telemetry;
