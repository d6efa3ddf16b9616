import { Decimal, Int, Nested, Text } from '#libs/contract-kit';

const MANY = Number.MAX_SAFE_INTEGER;

/** Spans that were not kept, by reason, since this instance started. */
export class DroppedSpans {
  @Int({ zh: '发送方积压', doc: 'Dropped by their own process: the bus was away.', min: 0, max: MANY })
  bySender: number;

  @Int({ zh: '超出速率', min: 0, max: MANY })
  overRate: number;

  @Int({ zh: '数据库积压', doc: 'The database did not keep up, or was away.', min: 0, max: MANY })
  overBacklog: number;

  @Int({ zh: '单个追踪过长', min: 0, max: MANY })
  overTrace: number;

  @Int({ zh: '格式不符', min: 0, max: MANY })
  malformed: number;

  @Int({ zh: '超出总量', doc: 'The oldest, removed before their time.', min: 0, max: MANY })
  evicted: number;
}

/** What telemetry keeps and has dropped. */
export class TelemetryFigures {
  @Int({ zh: '现存记录', doc: 'Estimated.', min: 0, max: MANY })
  spans: number;

  @Int({ zh: '现存追踪', doc: 'Estimated.', min: 0, max: MANY })
  traces: number;

  @Int({ zh: '已保存', doc: 'By this instance since its start.', min: 0, max: MANY })
  kept: number;

  @Nested({ zh: '已丢弃', of: () => DroppedSpans })
  dropped: DroppedSpans;

  @Decimal({ zh: '保存天数', min: 0, max: 3_650 })
  keepDays: number;

  @Int({ zh: '总量上限', min: 1, max: MANY })
  maxSpans: number;

  @Int({ zh: '每秒上限', min: 1, max: MANY })
  spansPerSecond: number;

  @Text({ zh: '统计起点', max: 40 })
  since: string;
}
