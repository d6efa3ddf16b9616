import { Choice, Decimal, Flag, Id, Instant, Int, ListOf, Text } from '#libs/contract-kit';

/** Unix time of any year to come, in milliseconds. */
const EVER = 10_000_000_000_000;

export class GetTrace {
  @Text({
    zh: '追踪号',
    doc: '32 hex digits: `traceId` of a problem, header `x-trace-id` of an HTTP answer.',
    max: 32,
    pattern: /^[0-9a-f]{32}$/,
    example: '0af7651916cd43dd8448eb211c80319c',
  })
  traceId: string;
}

/** Who takes part in a flow, in order of appearance. */
export class FlowParticipant {
  @Text({ zh: '编号', doc: '`p1`, `p2`, …', max: 10 })
  id: string;

  @Choice({ zh: '种类', of: ['caller', 'gateway', 'service', 'stream', 'unknown'] })
  kind: 'caller' | 'gateway' | 'service' | 'stream' | 'unknown';

  @Text({
    zh: '名称',
    doc: 'Name of the service; of a caller its kind (`person`, `system`, `service`, `anonymous`).',
    max: 100,
  })
  name: string;
}

/** One message of a flow: a request with its reply, an event to the stream, or its delivery to a consumer. */
export class FlowMessage {
  @Int({ zh: '序号', doc: 'From 1, in order of sending.', min: 1, max: 10_000 })
  number: number;

  @Choice({ zh: '种类', of: ['request', 'publish', 'deliver'] })
  kind: 'request' | 'publish' | 'deliver';

  @Text({ zh: '发送方', doc: 'Id of a participant.', max: 10 })
  from: string;

  @Text({ zh: '接收方', doc: 'Id of a participant.', max: 10 })
  to: string;

  @Text({ zh: '操作或事件', doc: '`<service>.<operation>`, or the type of the event.', max: 200 })
  name: string;

  @Text({ zh: '地址', doc: 'NATS subject, or method and pattern of the path.', max: 300, optional: true })
  address?: string;

  @Instant({ zh: '发送时间', doc: "As the recording process's clock had it." })
  startedAt: string;

  @Decimal({
    zh: '起点',
    doc: 'Milliseconds since the first message; corrected where the clocks of two processes disagree.',
    min: 0,
    max: EVER,
  })
  at: number;

  @Decimal({ zh: '时长', doc: 'Milliseconds until the reply, the storing or the taking.', min: 0, max: EVER })
  ms: number;

  @Choice({ zh: '结果', of: ['ok', 'refused', 'failed', 'retry', 'deadLetter'] })
  outcome: 'ok' | 'refused' | 'failed' | 'retry' | 'deadLetter';

  @Int({ zh: '状态码', min: 100, max: 599, optional: true })
  status?: number;

  @Text({ zh: '错误代码', doc: 'Code of the problem, or class of the error.', max: 100, optional: true })
  code?: string;

  @Text({ zh: '调用者', doc: 'Whose request it was: `person:<id>` and the like.', max: 200, optional: true })
  actor?: string;

  @Id({ zh: '事件编号', optional: true })
  event?: string;

  @Text({ zh: '消费者', max: 100, optional: true })
  consumer?: string;

  @Int({ zh: '第几次投递', min: 1, max: 1_000_000, optional: true })
  attempt?: number;

  @Int({ zh: '起因', doc: 'Number of the message that caused it.', min: 1, max: 10_000, optional: true })
  cause?: number;

  @Choice({
    zh: '缺失',
    doc: 'What of the message is not on record: the side of its sender, of its receiver, or the message that caused it.',
    of: ['sender', 'receiver', 'cause'],
    optional: true,
  })
  gap?: 'sender' | 'receiver' | 'cause';
}

/** One line of the sequence diagram: a message goes out, or its reply comes back. */
export class FlowStep {
  @Int({ zh: '消息', min: 1, max: 10_000 })
  message: number;

  @Choice({ zh: '方向', of: ['send', 'reply'] })
  part: 'send' | 'reply';
}

/** The messages of one trace as a sequence. */
export class TraceFlow {
  @Text({ zh: '追踪号', max: 32 })
  traceId: string;

  @Instant({ zh: '开始时间' })
  startedAt: string;

  @Decimal({ zh: '时长', doc: 'Milliseconds from the first message to the last answer.', min: 0, max: EVER })
  ms: number;

  @Flag({
    zh: '完整',
    doc: 'Nothing is known to be missing. What nobody has told of yet cannot be known: events may still be on their way.',
  })
  complete: boolean;

  @Int({ zh: '记录数', min: 1, max: 100_000 })
  spans: number;

  @ListOf({ zh: '参与方', of: () => FlowParticipant, max: 200 })
  participants: FlowParticipant[];

  @ListOf({ zh: '消息', of: () => FlowMessage, max: 10_000 })
  messages: FlowMessage[];

  @ListOf({ zh: '步骤', of: () => FlowStep, max: 20_000 })
  steps: FlowStep[];

  @Text({ zh: 'Mermaid 文本', doc: 'The same as a Mermaid sequence diagram.', max: 5_000_000 })
  mermaid: string;
}

export type FlowOutcome = FlowMessage['outcome'];
