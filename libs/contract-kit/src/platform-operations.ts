import { AuditPage, SearchAudit } from './audit-search.dto.js';
import { Choice, Flag, Instant, Int, ListOf, Nested, Text } from './fields.js';
import { ServiceFigures } from './figures.dto.js';
import { get, post } from './http-route.js';
import { command, query } from './operation.js';
import { PageRequest } from './paging.js';
import { NotFound } from './shared-problems.js';
import { ListTasks, TaskPage } from './waiting-task.js';

/** No fields. */
export class Empty {}

export class HealthCheck {
  @Text({ zh: '检查项', max: 50, example: 'mongodb' })
  name: string;

  @Flag({ zh: '正常' })
  ok: boolean;

  @Text({ zh: '说明', max: 300, optional: true })
  detail?: string;
}

export class Health {
  @Text({ zh: '服务', max: 60 })
  service: string;

  @Choice({ zh: '状态', of: ['ready', 'notReady', 'draining'] })
  status: 'ready' | 'notReady' | 'draining';

  @Int({ zh: '契约版本', min: 1, max: 999 })
  contractVersion: number;

  @Instant({ zh: '启动时间' })
  startedAt: string;

  @ListOf({ zh: '检查项', of: () => HealthCheck, max: 20 })
  checks: HealthCheck[];
}

/** A refused request, as kept in the audit trail. */
export class Denial {
  @Instant({ zh: '时间' })
  at: string;

  @Text({ zh: '操作', max: 100 })
  operation: string;

  @Text({ zh: '调用者', doc: '`person:<id>`, `system:<id>` or `anonymous`.', max: 200 })
  actor: string;

  @Text({ zh: '代办委托人', doc: 'Subject for whom the actor acted.', max: 200, optional: true })
  onBehalfOf?: string;

  @Text({ zh: '所属单位', max: 18, optional: true })
  organisation?: string;

  @Text({
    zh: '对象',
    doc: 'Identifier of the object, where the request named one.',
    max: 200,
    optional: true,
  })
  object?: string;

  @Text({ zh: '原因', doc: 'Code of the problem.', max: 100 })
  code: string;

  @Text({ zh: '追踪号', max: 64, optional: true })
  traceId?: string;
}

export class ListDenials extends PageRequest {}

export class DenialPage {
  @ListOf({ zh: '拒绝记录', of: () => Denial, max: 100 })
  items: Denial[];

  @Text({ zh: '下一页', max: 500, optional: true })
  next?: string;
}

/** A delivery that failed for good: the event waits until somebody replays it. */
export class DeadLetter {
  @Int({ zh: '序号', doc: 'Sequence in the dead-letter stream.', min: 1, max: Number.MAX_SAFE_INTEGER })
  sequence: number;

  @Text({ zh: '消费者', max: 100 })
  consumer: string;

  @Text({ zh: '事件编号', max: 100 })
  eventId: string;

  @Text({ zh: '事件类型', max: 200 })
  eventType: string;

  @Text({ zh: '对象', doc: '`<type>/<id>`.', max: 300, optional: true })
  subject?: string;

  @Instant({ zh: '事件时间', doc: 'When it happened; `at` is when it was given up.', optional: true })
  eventTime?: string;

  @Text({ zh: '追踪号', max: 64, optional: true })
  traceId?: string;

  @Text({ zh: '错误', doc: 'Name and message of the last error.', max: 2000 })
  error: string;

  @Int({ zh: '投递次数', min: 1, max: 1_000_000 })
  deliveries: number;

  @Instant({ zh: '时间' })
  at: string;
}

export class ListDeadLetters {
  @Int({ zh: '起始序号', min: 1, max: Number.MAX_SAFE_INTEGER, optional: true })
  from?: number;

  @Int({ zh: '条数', min: 1, max: 100, optional: true })
  limit?: number;
}

export class DeadLetterPage {
  @ListOf({ zh: '死信', of: () => DeadLetter, max: 100 })
  items: DeadLetter[];

  @Int({ zh: '总数', min: 0, max: Number.MAX_SAFE_INTEGER })
  total: number;

  @Int({ zh: '下一序号', min: 1, max: Number.MAX_SAFE_INTEGER, optional: true })
  next?: number;
}

export class ReplayDeadLetter {
  @Int({ zh: '序号', min: 1, max: Number.MAX_SAFE_INTEGER, example: 1 })
  sequence: number;
}

export class ReplayResult {
  @Choice({ zh: '结果', of: ['applied', 'failedAgain'] })
  outcome: 'applied' | 'failedAgain';

  @Text({ zh: '错误', max: 2000, optional: true })
  error?: string;
}

export class TimeRange {
  @Instant({ zh: '起' })
  from: string;

  @Instant({ zh: '止（不含）' })
  to: string;
}

export class RepublishEvents {
  @Nested({ zh: '时间范围', doc: 'Range of `time` of the events.', of: () => TimeRange })
  range: TimeRange;
}

export class RepublishReport {
  @Int({ zh: '已重发', min: 0, max: Number.MAX_SAFE_INTEGER })
  published: number;
}

/** The operations that every service has, made by the service host. */
export function platformOperations(service: string) {
  const base = `/platform/${service}`;
  return {
    getHealth: query({
      summary: { zh: '健康状态', en: 'Health' },
      doc: 'Whether the service can work: its connections and its relay.',
      request: Empty,
      reply: Health,
      allow: 'anyone',
      http: get(`${base}/health`),
      examples: [{ name: 'health', request: {} }],
      timeoutMs: 2_000,
    }),
    listTasks: query({
      summary: { zh: '我的待办', en: 'What waits for me' },
      doc: 'What waits for the caller in this service now, the longest waiting first. Empty where nothing ever waits.',
      request: ListTasks,
      reply: TaskPage,
      allow: 'signed-in',
      http: get(`${base}/tasks`),
      examples: [{ name: 'first page', request: { limit: 20 } }],
    }),
    listDenials: query({
      summary: { zh: '拒绝记录', en: 'Refused requests' },
      doc: 'Requests that were refused for want of a right, newest first. Kept for 180 days.',
      request: ListDenials,
      reply: DenialPage,
      allow: ['audit.reader'],
      http: get(`${base}/denials`),
      examples: [{ name: 'first page', request: { limit: 20 } }],
    }),
    searchAudit: query({
      summary: { zh: '审计检索', en: 'Search the audit' },
      doc: 'What took effect (from the events that the service keeps for good) and what was refused for want of a right (kept for 180 days), newest first. An event appears when the relay has moved it, usually within a second. Each call is itself recorded before it is answered.',
      request: SearchAudit,
      reply: AuditPage,
      allow: ['audit.reader'],
      http: get(`${base}/audit`),
      examples: [
        { name: 'newest', request: { limit: 20 } },
        { name: 'refusals of a day', request: { outcome: 'refused', from: '2026-11-22T16:00:00Z' } },
      ],
    }),
    getFigures: query({
      summary: { zh: '运行数据', en: 'Figures' },
      doc: 'Memory, pending events and dead letters of the service, for its operators.',
      request: Empty,
      reply: ServiceFigures,
      allow: ['platform.operator'],
      http: get(`${base}/figures`),
      examples: [{ name: 'figures', request: {} }],
      timeoutMs: 2_000,
    }),
    listDeadLetters: query({
      summary: { zh: '死信列表', en: 'Dead letters' },
      doc: 'Events that a consumer of this service could not take, oldest first.',
      request: ListDeadLetters,
      reply: DeadLetterPage,
      allow: ['platform.operator'],
      http: get(`${base}/dead-letters`),
      examples: [{ name: 'first page', request: { limit: 20 } }],
    }),
    replayDeadLetter: command({
      summary: { zh: '重放死信', en: 'Replay a dead letter' },
      doc: 'Hands the event to its consumer once more; when it is taken, the dead letter is removed.',
      request: ReplayDeadLetter,
      reply: ReplayResult,
      problems: [NotFound],
      allow: ['platform.operator'],
      http: post(`${base}/dead-letters/{sequence}/replay`),
      ifMatch: 'none',
      examples: [{ name: 'replay', request: { sequence: 1 } }],
      timeoutMs: 30_000,
    }),
    republishEvents: command({
      summary: { zh: '重发事件', en: 'Publish events again' },
      doc: "Publishes a range of this service's own history to the event stream again. Consumers know events by id, so nothing takes effect twice.",
      request: RepublishEvents,
      reply: RepublishReport,
      allow: ['platform.operator'],
      http: post(`${base}/events/republish`),
      ifMatch: 'none',
      examples: [
        {
          name: 'one day',
          request: { range: { from: '2026-11-22T16:00:00Z', to: '2026-11-23T16:00:00Z' } },
        },
      ],
      timeoutMs: 120_000,
    }),
  };
}

export type PlatformOperations = ReturnType<typeof platformOperations>;
