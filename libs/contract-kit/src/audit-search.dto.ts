import { Choice, Instant, ListOf, OrganisationCode, Text } from './fields.js';
import { PageRequest } from './paging.js';

/** `accepted`: a command that took effect; `refused`: a request without the right; `read`: somebody read the audit. */
export type AuditOutcome = 'accepted' | 'refused' | 'read';

const OUTCOMES = ['accepted', 'refused', 'read'] as const;

/** Filters of the audit; all that are given must hold. */
export class SearchAudit extends PageRequest {
  @Text({
    zh: '操作人',
    doc: 'Who acted, or on whose behalf: `person:<id>`, `system:<id>`, `service:<name>`, `anonymous`.',
    max: 200,
    optional: true,
  })
  actor?: string;

  @OrganisationCode({ zh: '操作人所属单位', doc: "The actor's organisation.", optional: true })
  organisation?: string;

  @Text({
    zh: '对象',
    doc: '`<type>/<id>`, or the identifier alone.',
    max: 200,
    optional: true,
    example: 'entry/0192f3a4-5b6c-7d8e-9f01-23456789abcd',
  })
  object?: string;

  @Text({
    zh: '操作或事件',
    doc: '`<service>.<event>` of what took effect, or `<service>.<operation>` of what was refused.',
    max: 120,
    optional: true,
    pattern: /^[a-z][a-z0-9-]*\.[a-z][A-Za-z0-9]*$/,
    example: 'data-catalog.entryPublished',
  })
  action?: string;

  @Choice({
    zh: '结果',
    doc: 'Left out: accepted and refused. Who has read the audit comes only when asked for.',
    of: OUTCOMES,
    optional: true,
  })
  outcome?: AuditOutcome;

  @Instant({ zh: '起', optional: true })
  from?: string;

  @Instant({ zh: '止（不含）', optional: true })
  to?: string;

  @Text({ zh: '追踪号', doc: '32 hexadecimal digits.', max: 32, optional: true, pattern: /^[0-9a-f]{32}$/ })
  traceId?: string;
}

/** One line of the audit: who did what to what, when, and how it ended. Never the content. */
export class AuditRecord {
  @Text({ zh: '记录编号', doc: 'Event id, or the number of the refusal.', max: 100 })
  id: string;

  @Instant({ zh: '时间' })
  at: string;

  @Choice({ zh: '结果', of: OUTCOMES })
  outcome: AuditOutcome;

  @Text({
    zh: '操作或事件',
    doc: '`<service>.<event>` when accepted, else `<service>.<operation>`.',
    max: 200,
  })
  action: string;

  @Text({ zh: '操作人', max: 200 })
  actor: string;

  @Text({ zh: '代表', doc: 'Person on whose behalf a service acted.', max: 200, optional: true })
  onBehalfOf?: string;

  @Text({ zh: '操作人所属单位', max: 18, optional: true })
  organisation?: string;

  @Text({
    zh: '对象',
    doc: '`<type>/<id>` when accepted; the identifier alone when refused.',
    max: 300,
    optional: true,
  })
  object?: string;

  @Text({ zh: '原因', doc: 'Code of the problem of a refusal.', max: 100, optional: true })
  code?: string;

  @Text({ zh: '检索条件', doc: 'What somebody who read the audit asked for.', max: 2000, optional: true })
  filters?: string;

  @Text({ zh: '追踪号', max: 64, optional: true })
  traceId?: string;
}

export class AuditPage {
  @ListOf({ zh: '审计记录', of: () => AuditRecord, max: 100 })
  items: AuditRecord[];

  @Text({ zh: '下一页', max: 500, optional: true })
  next?: string;
}
