import { defineProblem } from '#libs/contract-kit';

export const TraceUnknown = defineProblem({
  code: 'trace-unknown',
  status: 404,
  title: { zh: '没有该追踪号的记录', en: 'Nothing is kept of this trace' },
  remedy: {
    zh: '核对追踪号；命令的记录约一秒后可查，到期自动删除；查询默认不记录；他人的追踪只有运维和审计员可查',
    en: 'Check the trace id. Commands show after about a second and are deleted at the time limit; queries are not traced by default; traces of others are for operators and auditors',
  },
});
