import { Choice, Decimal, Instant, Int, ListOf, PageRequest, Text, TextList } from '#libs/contract-kit';
import type { FlowOutcome } from './flow.dto.js';

const OUTCOMES = ['ok', 'retry', 'refused', 'failed', 'deadLetter'];
const NAME = /^[A-Za-z0-9._-]+$/;

/** Filters of the list of traces; all must hold. */
export class ListTraces extends PageRequest {
  @Text({ zh: '服务', doc: 'Takes part in the trace.', max: 60, pattern: NAME, optional: true })
  service?: string;

  @Text({
    zh: '操作或事件',
    doc: 'Occurs in the trace: `<service>.<operation>`, or the type of an event.',
    max: 200,
    pattern: NAME,
    optional: true,
  })
  operation?: string;

  @Text({ zh: '调用者', doc: '`person:<id>` and the like.', max: 200, pattern: /^[!-~]+$/, optional: true })
  actor?: string;

  @Choice({ zh: '结果', doc: 'The worst of all hops.', of: OUTCOMES, optional: true })
  outcome?: FlowOutcome;

  @Instant({ zh: '起', doc: 'Begun at or after.', optional: true })
  since?: string;

  @Instant({ zh: '止（不含）', doc: 'Begun before.', optional: true })
  until?: string;

  @Int({ zh: '最短时长', doc: 'Milliseconds.', min: 0, max: 86_400_000, optional: true })
  minMs?: number;
}

/** One trace in a list. */
export class TraceSummary {
  @Text({ zh: '追踪号', max: 32 })
  traceId: string;

  @Text({ zh: '操作或事件', doc: 'What it began with, as far as is known.', max: 200 })
  name: string;

  @Text({ zh: '地址', max: 300, optional: true })
  address?: string;

  @Text({ zh: '调用者', max: 200, optional: true })
  actor?: string;

  @Instant({ zh: '开始时间' })
  startedAt: string;

  @Decimal({ zh: '时长', doc: 'Milliseconds to the end of the last hop.', min: 0, max: 10_000_000_000_000 })
  ms: number;

  @Choice({ zh: '结果', doc: 'The worst of all hops.', of: OUTCOMES })
  outcome: FlowOutcome;

  @Int({ zh: '状态码', doc: 'Of the first request.', min: 100, max: 599, optional: true })
  status?: number;

  @Text({ zh: '错误代码', doc: 'Of the first request.', max: 100, optional: true })
  code?: string;

  @TextList({ zh: '参与的服务', max: 200, each: { max: 60 } })
  services: string[];

  @Int({ zh: '记录数', min: 1, max: 1_000_000 })
  spans: number;
}

export class TracePage {
  @ListOf({ zh: '追踪', of: () => TraceSummary, max: 100 })
  items: TraceSummary[];

  @Text({ zh: '下一页', max: 500, optional: true })
  next?: string;
}
