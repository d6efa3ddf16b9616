import { defineTexts, type LocalText } from '#console';
import type { FlowMessage, FlowOutcome } from '../contract/flow.dto.js';

export const t = defineTexts({
  flows: { zh: '流程视图', en: 'Flows' },
  flowsNote: {
    zh: '每个命令背后的真实消息：谁发出、发给谁、用时、结果。只记编号，不记内容和个人信息',
    en: 'The real messages behind every command: who, to whom, how long, how it ended. Ids only, no contents, no personal data',
  },
  open: { zh: '打开', en: 'Open' },
  traceId: { zh: '追踪号', en: 'Trace id' },
  traceHint: { zh: '按追踪号打开（32 位十六进制）', en: 'Open a trace id (32 hex digits)' },
  service: { zh: '服务', en: 'Service' },
  allServices: { zh: '全部服务', en: 'All services' },
  operation: { zh: '操作或事件', en: 'Operation or event' },
  operationHint: { zh: '例如 data-catalog.registerEntry', en: 'e.g. data-catalog.registerEntry' },
  actor: { zh: '调用者', en: 'Caller' },
  actorHint: { zh: '例如 person:编号', en: 'e.g. person:<id>' },
  outcome: { zh: '结果', en: 'Outcome' },
  allOutcomes: { zh: '全部结果', en: 'All outcomes' },
  since: { zh: '开始于（起）', en: 'Begun from' },
  until: { zh: '开始于（止）', en: 'Begun until' },
  minMs: { zh: '用时不少于（毫秒）', en: 'At least (ms)' },
  search: { zh: '查询', en: 'Search' },
  reset: { zh: '重置', en: 'Reset' },
  empty: { zh: '没有符合条件的流程', en: 'No flows match' },
  begun: { zh: '开始时间', en: 'Begun' },
  duration: { zh: '用时', en: 'Duration' },
  what: { zh: '请求', en: 'Request' },
  services: { zh: '参与服务', en: 'Services' },
  records: { zh: '记录数', en: 'Records' },
  flow: { zh: '流程图', en: 'Flow' },
  back: { zh: '返回列表', en: 'Back to the list' },
  reload: { zh: '刷新', en: 'Reload' },
  mermaid: { zh: 'Mermaid 文本', en: 'Mermaid text' },
  complete: { zh: '记录完整', en: 'Nothing known to be missing' },
  incomplete: { zh: '有缺失的记录，图中已标出', en: 'Some records are missing; the diagram says where' },
  diagram: { zh: '时序图，共 {count} 条消息', en: 'Sequence diagram, {count} messages' },
  diagramHelp: {
    zh: '点按消息查看详情；下方表格内容相同',
    en: 'Choose a message for its details; the table below says the same',
  },
  messages: { zh: '消息', en: 'Messages' },
  number: { zh: '序号', en: 'No.' },
  from: { zh: '发送方', en: 'From' },
  to: { zh: '接收方', en: 'To' },
  kind: { zh: '种类', en: 'Kind' },
  name: { zh: '操作或事件', en: 'Operation or event' },
  address: { zh: '地址', en: 'Address' },
  at: { zh: '起点', en: 'After' },
  when: { zh: '时间占比', en: 'Share of time' },
  status: { zh: '状态码', en: 'Status' },
  code: { zh: '错误代码', en: 'Code' },
  event: { zh: '事件编号', en: 'Event' },
  consumer: { zh: '消费者', en: 'Consumer' },
  attempt: { zh: '第几次投递', en: 'Delivery no.' },
  cause: { zh: '起因', en: 'Caused by' },
  causeNumber: { zh: '第 {number} 条消息', en: 'Message {number}' },
  gap: { zh: '缺失', en: 'Missing' },
  startedAt: { zh: '发送时间', en: 'Sent at' },
  details: { zh: '消息详情', en: 'Details of the message' },
  close: { zh: '关闭', en: 'Close' },
  reply: { zh: '答复', en: 'Reply' },
  try: { zh: '第 {number} 次', en: 'try {number}' },
});

export const OUTCOMES: Record<FlowOutcome, LocalText> = {
  ok: { zh: '成功', en: 'OK' },
  retry: { zh: '将重试', en: 'Tried again' },
  refused: { zh: '被拒绝', en: 'Refused' },
  failed: { zh: '失败', en: 'Failed' },
  deadLetter: { zh: '转入死信', en: 'Dead letter' },
};

export const KINDS: Record<FlowMessage['kind'], LocalText> = {
  request: { zh: '请求', en: 'Request' },
  publish: { zh: '发布事件', en: 'Event published' },
  deliver: { zh: '投递事件', en: 'Event delivered' },
};

export const GAPS: Record<NonNullable<FlowMessage['gap']>, LocalText> = {
  sender: { zh: '缺少发送方的记录', en: 'No record of the sender' },
  receiver: { zh: '缺少接收方的记录', en: 'No record of the receiver' },
  cause: { zh: '缺少起因的记录', en: 'No record of the cause' },
};

export const PARTICIPANTS: Record<string, LocalText> = {
  person: { zh: '用户', en: 'Person' },
  system: { zh: '外部系统', en: 'System' },
  anonymous: { zh: '未登录者', en: 'Not signed in' },
  unknown: { zh: '未知', en: 'Unknown' },
  gateway: { zh: '网关', en: 'Gateway' },
  EVENTS: { zh: '事件流', en: 'Event stream' },
  integrator: { zh: '外部工具', en: 'Outside tool' },
  operator: { zh: '运维工具', en: 'Operator tool' },
};
