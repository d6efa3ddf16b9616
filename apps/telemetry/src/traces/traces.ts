import { Injectable } from '@nestjs/common';
import type { Filter } from 'mongodb';
import { hasAnyRole, type Principal } from '#libs/access';
import { DEFAULT_PAGE, decodeCursor, encodeCursor, invalidCursor } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import { ServiceRuntime } from '#libs/service-host';
import type { TelemetryFigures } from '../../contract/figures.dto.js';
import type { GetTrace, TraceFlow } from '../../contract/flow.dto.js';
import { TraceUnknown } from '../../contract/problems.js';
import type { ListTraces, TracePage, TraceSummary } from '../../contract/traces.dto.js';
import { flowOf } from '../flow/flow.js';
import { mermaidOf } from '../flow/mermaid.js';
import { type FlowSpan, SpanTree } from '../flow/span-tree.js';
import { SpanStore } from '../spans/span.store.js';
import { SpanIntake } from '../spans/span-intake.js';
import { type KeptTrace, SEVERITY } from '../spans/trace-summary.js';

/** Roles that see every trace. */
const SEE_ALL = ['platform.operator', 'audit.reader'];

/** The use cases: one trace as a flow, the list of traces, the figures. */
@Injectable()
export class Traces {
  constructor(
    private readonly store: SpanStore,
    private readonly intake: SpanIntake,
    private readonly runtime: ServiceRuntime,
  ) {}

  /** @throws Problem `trace-unknown`, also for a trace of somebody else: that it exists is nobody's business */
  async get({ traceId }: GetTrace, { caller, language }: Call): Promise<TraceFlow> {
    const all = await this.store.of(traceId);
    const spans = hasAnyRole(caller, SEE_ALL) ? all : ownOf(all, caller);
    if (spans.length === 0) throw TraceUnknown.with();
    const flow = flowOf(traceId, spans);
    return { ...flow, mermaid: mermaidOf(flow, language) };
  }

  async list(request: ListTraces, { caller }: Call): Promise<TracePage> {
    const { limit = DEFAULT_PAGE, cursor } = request;
    const rows = await this.store.traces
      .find({ $and: [filterOf(request), visibleTo(caller), after(cursor)] })
      .sort({ start: -1, _id: -1 })
      .limit(limit + 1)
      .toArray();
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(summaryOf),
      ...(rows.length > limit && last && { next: encodeCursor([last.start, last._id]) }),
    };
  }

  async figures(): Promise<TelemetryFigures> {
    const { kept, dropped } = this.intake;
    const since = this.runtime.startedAt.toISOString();
    return { ...(await this.store.counts()), kept, dropped: { ...dropped }, ...this.store.limits, since };
  }
}

/**
 * What the caller's own requests caused. A trace id may be shared: anybody can send one. So what counts is
 * not the trace but whose request each hop follows from.
 */
function ownOf(spans: readonly FlowSpan[], { subject }: Principal): FlowSpan[] {
  const asked = (span: FlowSpan) => (span.kind === 'http' || span.kind === 'serve') && span.actor === subject;
  return new SpanTree(spans).below(asked);
}

function visibleTo(caller: Principal): Filter<KeptTrace> {
  return hasAnyRole(caller, SEE_ALL) ? {} : { 'root.actor': caller.subject };
}

function filterOf({
  service,
  operation,
  actor,
  outcome,
  since,
  until,
  minMs,
}: ListTraces): Filter<KeptTrace> {
  const from = since === undefined ? {} : { $gte: Date.parse(since) };
  const to = until === undefined ? {} : { $lt: Date.parse(until) };
  return {
    ...(service !== undefined && { services: service }),
    ...(operation !== undefined && { operations: operation }),
    ...(actor !== undefined && { actors: actor }),
    ...(outcome !== undefined && { worst: SEVERITY.indexOf(outcome) }),
    ...((since !== undefined || until !== undefined) && { start: { ...from, ...to } }),
    ...(minMs !== undefined && { ms: { $gte: minMs } }),
  };
}

/** @throws Problem `invalid-request` */
function after(cursor: string | undefined): Filter<KeptTrace> {
  if (cursor === undefined) return {};
  const [start, id] = decodeCursor(cursor) ?? [];
  if (typeof start !== 'number' || typeof id !== 'string') throw invalidCursor();
  return { $or: [{ start: { $lt: start } }, { start, _id: { $lt: id } }] };
}

function summaryOf({ _id, root, start, ms, worst, services, spans }: KeptTrace): TraceSummary {
  const { rank: _rank, ...began } = root;
  return {
    traceId: _id,
    ...began,
    startedAt: new Date(start).toISOString(),
    ms: Math.round(ms * 1_000) / 1_000,
    outcome: SEVERITY[worst] ?? 'failed',
    services: [...services],
    spans,
  };
}
