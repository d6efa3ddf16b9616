import type { Tone } from '../components/status-tag.vue';
import { defineTexts, type LocalText } from '../i18n.js';
import type { ServiceOverview } from './overview-types.js';

export const t = defineTexts({
  title: { zh: '运行总览', en: 'Overview' },
  asOf: { zh: '截至 {time}，每 5 秒更新', en: 'As of {time}, renewed every 5 seconds' },
  stale: {
    zh: '以下内容停留在 {time}：暂时取不到新的数据',
    en: 'What you see is of {time}: newer figures cannot be had at present',
  },
  allWell: { zh: '全部服务运行正常', en: 'Every service works' },
  someNot: { zh: '{count} 个服务暂时不可用', en: '{count} of the services do not work at present' },
  plainHint: {
    zh: '如果办理中遇到问题，请稍后重试；已提交的内容不会丢失。',
    en: 'If something fails, try again later. Nothing that you have sent is lost.',
  },
  services: { zh: '各服务运行情况', en: 'Services' },
  service: { zh: '服务', en: 'Service' },
  state: { zh: '状态', en: 'State' },
  checks: { zh: '检查项', en: 'Checks' },
  uptime: { zh: '已运行', en: 'Up for' },
  memory: { zh: '内存', en: 'Memory' },
  requests: { zh: '请求', en: 'Requests' },
  errors: { zh: '出错', en: 'Errors' },
  times: { zh: 'p50 / p95', en: 'p50 / p95' },
  pending: { zh: '待发事件', en: 'Pending' },
  dead: { zh: '死信', en: 'Dead letters' },
  events: { zh: '事件', en: 'Events' },
  instances: { zh: '{count} 个实例', en: '{count} instances' },
  contract: { zh: '契约 v{version}', en: 'contract v{version}' },
  since: { zh: '自启动以来', en: 'since its start' },
  gateway: { zh: '网关', en: 'Gateway' },
  readers: { zh: '实时连接', en: 'Live readers' },
  version: { zh: '平台版本', en: 'Platform version' },
  memoryAll: { zh: '内存合计', en: 'Memory in all' },
  live: { zh: '实时动态', en: 'Live feed' },
  liveMore: { zh: '查看全部', en: 'See all' },
  noAnswer: { zh: '没有回答', en: 'No answer' },
  figuresNote: {
    zh: '请求、出错和耗时（毫秒）由网关自启动以来统计，包括 4xx；p50 / p95 由直方图估算。同一进程中的服务共用内存。',
    en: 'Requests, errors (4xx included) and times (ms) are counted by the gateway since its start; p50 / p95 are estimated from a histogram. Services in one process share its memory.',
  },
});

export const STATES: Readonly<Record<ServiceOverview['status'], { text: LocalText; tone: Tone }>> = {
  ready: { text: { zh: '正常', en: 'Works' }, tone: 'good' },
  notReady: { text: { zh: '异常', en: 'Impaired' }, tone: 'bad' },
  draining: { text: { zh: '正在停止', en: 'Stopping' }, tone: 'warn' },
  silent: { text: { zh: '无响应', en: 'Silent' }, tone: 'bad' },
};
