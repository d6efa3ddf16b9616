import {
  Choice,
  Flag,
  Id,
  Instant,
  Int,
  ListOf,
  Nested,
  PageRequest,
  Text,
  TextList,
} from '#libs/contract-kit';
import type { Urgency } from './rule.js';

export const URGENCIES = ['low', 'normal', 'urgent'] as const;
export const RULE_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** A subject, `role:<role>@<organisation>` or `role:<role>`. */
export const ADDRESS = /^[a-z]+:[A-Za-z0-9_.@:-]+$/;

/** Words of a notification, in both languages. */
export class NoticeWords {
  @Text({ zh: '中文', max: 1200 })
  zh: string;

  @Text({ zh: '英文', max: 1200 })
  en: string;
}

/** A notification was made for an audience. */
export class NotificationMade {
  @Id({ zh: '通知编号' })
  id: string;

  @Text({
    zh: '接收方',
    doc: 'A subject, `role:<role>@<organisation>` or `role:<role>`.',
    max: 300,
    pattern: ADDRESS,
  })
  audience: string;

  @Text({ zh: '规则', max: 60, pattern: RULE_NAME })
  rule: string;

  @Choice({ zh: '紧急程度', of: URGENCIES })
  urgency: Urgency;

  @Nested({ zh: '标题', of: () => NoticeWords })
  headline: NoticeWords;

  @Nested({ zh: '正文', of: () => NoticeWords })
  text: NoticeWords;

  @Text({ zh: '页面地址', doc: 'Path in the console.', max: 500 })
  link: string;

  @Text({ zh: '起因事件', doc: 'Id of the event that it tells of.', max: 100 })
  cause: string;

  @Instant({ zh: '事件时间' })
  occurredAt: string;

  @Instant({ zh: '保留至', doc: 'Deleted after this.' })
  expiresAt: string;

  @Text({ zh: '不通知', doc: 'Subject that did it and need not be told.', max: 200, optional: true })
  except?: string;
}

/** A notification as its reader sees it. */
export class NotificationView {
  @Id({ zh: '通知编号' })
  id: string;

  @Text({ zh: '规则', max: 60 })
  rule: string;

  @Choice({ zh: '紧急程度', of: URGENCIES })
  urgency: Urgency;

  @Nested({ zh: '标题', of: () => NoticeWords })
  headline: NoticeWords;

  @Nested({ zh: '正文', of: () => NoticeWords })
  text: NoticeWords;

  @Text({ zh: '页面地址', max: 500 })
  link: string;

  @Instant({ zh: '事件时间' })
  occurredAt: string;

  @Instant({ zh: '通知时间' })
  madeAt: string;

  @Flag({ zh: '已读' })
  read: boolean;
}

export class ListNotifications extends PageRequest {
  @Choice({ zh: '阅读状态', of: ['all', 'unread', 'read'], optional: true })
  state?: 'all' | 'unread' | 'read';

  @Text({ zh: '规则', max: 60, pattern: RULE_NAME, optional: true })
  rule?: string;

  @Choice({ zh: '紧急程度', of: URGENCIES, optional: true })
  urgency?: Urgency;
}

export class NotificationPage {
  @ListOf({ zh: '通知', doc: 'Newest first.', of: () => NotificationView, max: 100 })
  items: NotificationView[];

  @Int({ zh: '未读数', doc: 'All unread ones of the caller; counted up to 1000.', min: 0, max: 1_000 })
  unread: number;

  @Text({ zh: '下一页', max: 500, optional: true })
  next?: string;
}

export class UnreadCount {
  @Int({ zh: '未读数', doc: 'Counted up to 1000.', min: 0, max: 1_000 })
  unread: number;
}

export class MarkRead {
  @TextList({ zh: '通知编号', min: 1, max: 100, each: { max: 36, pattern: /^[0-9a-f-]{36}$/ } })
  ids: string[];
}

export class MarkAllRead {
  @Instant({
    zh: '截至',
    doc: 'Only those made up to this instant: what came meanwhile stays unread.',
    optional: true,
  })
  until?: string;
}
