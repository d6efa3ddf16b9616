import { Flag, Instant, Int, ListOf, PageRequest, Text } from '#libs/contract-kit';

/** Form of a session's id. */
export const SESSION_ID = /^[A-Za-z0-9_-]{10,60}$/;
/** `person:<id>`, `system:<id>`, … */
export const SUBJECT = /^[a-z][a-z-]*:[A-Za-z0-9._:-]{1,150}$/;

export class ListSessions extends PageRequest {
  @Text({ zh: '主体', doc: "Somebody else's, for an operator.", max: 200, pattern: SUBJECT, optional: true })
  subject?: string;
}

/** A sign-in that lasts (会话). */
export class SessionView {
  @Text({ zh: '会话编号', doc: '`sid` of its tokens.', max: 60, pattern: SESSION_ID })
  id: string;

  @Text({ zh: '主体', max: 200 })
  subject: string;

  @Text({ zh: '客户端', doc: '`console`, `direct` (signIn), or the id of a system.', max: 60 })
  client: string;

  @Text({
    zh: '浏览器',
    doc: 'User-Agent at sign-in.',
    max: 300,
    optional: true,
    personal: { class: 'other' },
  })
  userAgent?: string;

  @Instant({ zh: '登录时间' })
  startedAt: string;

  @Instant({ zh: '最近使用', doc: 'Last sign-in or token.' })
  lastSeenAt: string;

  @Instant({ zh: '失效时间' })
  expiresAt: string;

  @Flag({ zh: '当前会话', doc: 'The one of the token that asks.' })
  present: boolean;
}

export class SessionPage {
  @ListOf({ zh: '会话', of: () => SessionView, max: 100 })
  items: SessionView[];

  @Text({ zh: '下一页', max: 500, optional: true })
  next?: string;
}

export class RevokeSession {
  @Text({ zh: '会话编号', max: 60, pattern: SESSION_ID, example: 'c4f8a0de-2c4e-4ad0-9f5c-0b8f3c1a7e11' })
  id: string;
}

export class RevokeSubject {
  @Text({ zh: '主体', max: 200, pattern: SUBJECT, example: 'person:0192f3a4-5b6c-7d8e-9f01-23456789abcd' })
  subject: string;
}

export class RevokedSubject {
  @Text({ zh: '主体', max: 200 })
  subject: string;

  @Int({ zh: '结束的会话数', min: 0, max: Number.MAX_SAFE_INTEGER })
  sessions: number;
}

export class SignedOut {
  @Flag({ zh: '已退出', doc: 'False when the token belongs to no session.' })
  signedOut: boolean;
}
