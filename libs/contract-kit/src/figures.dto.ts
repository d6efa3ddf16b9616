import { Flag, Instant, Int, Text } from './fields.js';

/** What an operator wants to know of a running service. The process figures are those of the instance that answers. */
export class ServiceFigures {
  @Text({ zh: '服务', max: 60 })
  service: string;

  @Instant({ zh: '启动时间' })
  startedAt: string;

  @Int({
    zh: '常驻内存',
    doc: 'Resident set size of the process in bytes.',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
  })
  memoryBytes: number;

  @Text({ zh: '运行时版本', doc: 'Version of Node.js.', max: 40 })
  runtime: string;

  @Int({
    zh: '进程号',
    doc: 'Services with the same number share a process, and its memory.',
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
  })
  process: number;

  @Int({
    zh: '待发事件的对象数',
    doc: 'Objects with events that are not on the stream yet.',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
  })
  pendingObjects: number;

  @Instant({ zh: '最早的待发事件', optional: true })
  pendingSince?: string;

  @Int({ zh: '事件总数', doc: 'Estimate from collection metadata.', min: 0, max: Number.MAX_SAFE_INTEGER })
  keptEvents: number;

  @Int({ zh: '死信数', min: 0, max: Number.MAX_SAFE_INTEGER })
  deadLetters: number;

  @Flag({ zh: '中继在此实例', doc: 'Whether the relay of this instance is the active one.' })
  relayActive: boolean;
}
