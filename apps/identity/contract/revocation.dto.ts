import { Instant, ListOf, Text } from '#libs/contract-kit';

export class ListRevocations {
  @Instant({ zh: '起始时间', doc: 'Only what was revoked at or after this.', optional: true })
  since?: string;

  @Text({ zh: '游标', doc: '`next` of the page before.', max: 500, optional: true })
  cursor?: string;
}

/** Something revoked. The key is a digest, so that the list names nobody. */
export class RevocationView {
  @Text({
    zh: '标识摘要',
    doc: 'Base64url SHA-256 of `session:<sid>`, `token:<jti>` or `subject:<sub>`. Of a subject, only tokens issued before `at` are refused.',
    max: 43,
  })
  key: string;

  @Instant({ zh: '撤销时间' })
  at: string;

  @Instant({ zh: '失效时间', doc: 'All tokens that it touches have ended by then.' })
  until: string;
}

export class RevocationPage {
  @ListOf({ zh: '撤销记录', of: () => RevocationView, max: 1_000 })
  items: RevocationView[];

  @Text({ zh: '下一页', max: 500, optional: true })
  next?: string;
}
