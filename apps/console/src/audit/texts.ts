import type { AuditOutcome } from '#libs/contract-kit';
import type { Tone } from '../components/status-tag.vue';
import { defineTexts, type LocalText } from '../i18n.js';

export const t = defineTexts({
  title: { zh: '审计检索', en: 'Audit' },
  note: {
    zh: '谁在何时对什么做了什么。生效的操作永久保存，被拒绝的请求保存 180 天；每次检索本身也会被记录。',
    en: 'Who did what to what, and when. What took effect is kept for good, refusals for 180 days. Each search is recorded too.',
  },
  filters: { zh: '检索条件', en: 'Search the audit' },
  service: { zh: '服务', en: 'Service' },
  all: { zh: '全部', en: 'All' },
  actor: { zh: '操作人', en: 'Actor' },
  actorHint: { zh: '如 person:<编号>', en: 'Such as person:<id>' },
  organisation: { zh: '操作人所属单位', en: "Actor's organisation" },
  organisationHint: { zh: '统一社会信用代码', en: 'Organisation code' },
  object: { zh: '对象', en: 'Object' },
  objectHint: { zh: '编号，或 类型/编号', en: 'An id, or type/id' },
  action: { zh: '操作或事件', en: 'Operation or event' },
  outcome: { zh: '结果', en: 'Outcome' },
  outcomeAny: { zh: '生效和拒绝', en: 'Accepted and refused' },
  from: { zh: '起', en: 'From' },
  to: { zh: '止（不含）', en: 'Until (not included)' },
  trace: { zh: '追踪号', en: 'Trace id' },
  at: { zh: '时间', en: 'Time' },
  onBehalfOf: { zh: '代表', en: 'on behalf of' },
  reason: { zh: '原因', en: 'Reason' },
  empty: { zh: '没有符合条件的记录', en: 'No line matches' },
  more: { zh: '继续加载', en: 'Load more' },
  shown: { zh: '已显示 {count} 条', en: '{count} lines shown' },
  shownAll: { zh: '共 {count} 条', en: '{count} lines in all' },
  csv: { zh: '导出 CSV', en: 'Export CSV' },
  csvDone: { zh: '已导出 {count} 条', en: '{count} lines exported' },
  csvCut: {
    zh: '已导出最新的 {count} 条，请缩小范围后再导出其余部分',
    en: 'The newest {count} lines are exported; narrow the search for the rest',
  },
  partly: {
    zh: '{services}：暂时读取不到，结果不完整',
    en: '{services}: cannot be read at present; the result is not complete',
  },
});

export const OUTCOMES: Readonly<Record<AuditOutcome, LocalText>> = {
  accepted: { zh: '生效', en: 'Accepted' },
  refused: { zh: '拒绝', en: 'Refused' },
  read: { zh: '查阅审计', en: 'Audit read' },
};

export const TONES: Readonly<Record<AuditOutcome, Tone>> = {
  accepted: 'good',
  refused: 'bad',
  read: 'plain',
};
