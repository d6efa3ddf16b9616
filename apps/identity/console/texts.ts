import { defineTexts, type LocalText } from '#console';
import type { Organisation } from '../contract/directory.dto.js';

export const t = defineTexts({
  account: { zh: '我的账号', en: 'My account' },
  name: { zh: '姓名', en: 'Name' },
  subject: { zh: '主体标识', en: 'Subject' },
  organisation: { zh: '所属单位', en: 'Organisation' },
  organisationCode: { zh: '统一社会信用代码', en: 'Organisation code' },
  roles: { zh: '角色', en: 'Roles' },
  noRoles: { zh: '没有角色，只能查看', en: 'No roles: you may only read' },
  none: { zh: '无', en: 'None' },
  rolesNote: {
    zh: '角色由平台管理员授予，15 分钟内生效。',
    en: 'Roles are granted by the platform operator and hold within 15 minutes.',
  },
  sessions: { zh: '登录会话', en: 'Sessions' },
  sessionsNote: {
    zh: '不认识的会话请立即结束；结束后约一秒内在所有服务失效。',
    en: 'End a session that you do not know; it is refused everywhere within about a second.',
  },
  noSessions: { zh: '没有会话', en: 'No sessions' },
  client: { zh: '登录方式', en: 'Signed in by' },
  clientConsole: { zh: '控制台', en: 'Console' },
  clientDirect: { zh: '工具（直接登录）', en: 'Tool (direct sign-in)' },
  startedAt: { zh: '登录时间', en: 'Since' },
  lastSeenAt: { zh: '最近使用', en: 'Last seen' },
  endsAt: { zh: '失效时间', en: 'Ends' },
  actions: { zh: '操作', en: 'Actions' },
  present: { zh: '当前', en: 'This one' },
  endSession: { zh: '结束', en: 'End' },
  organisations: { zh: '组织机构', en: 'Organisations' },
  search: { zh: '搜索', en: 'Search' },
  searchHint: { zh: '单位名称，或统一社会信用代码的开头', en: 'Part of a name, or the beginning of a code' },
  nameZh: { zh: '单位名称', en: 'Name' },
  nameEn: { zh: '英文名称', en: 'English name' },
  division: { zh: '行政区划', en: 'Division' },
  kind: { zh: '机构类别', en: 'Kind' },
  empty: { zh: '没有符合条件的单位', en: 'No organisation matches' },
  mine: { zh: '本单位', en: 'Yours' },
});

export const ROLE_LABELS: Record<string, LocalText> = {
  'catalog.editor': { zh: '目录编制员', en: 'Catalog editor' },
  'catalog.approver': { zh: '目录审核员', en: 'Catalog approver' },
  'catalog.publisher': { zh: '目录发布员', en: 'Catalog publisher' },
  'catalog.steward': { zh: '分类管理员', en: 'Catalog steward' },
  'audit.reader': { zh: '审计员', en: 'Auditor' },
  'platform.operator': { zh: '平台运维', en: 'Platform operator' },
  'organisation.admin': { zh: '单位管理员', en: 'Administrator of an organisation' },
  'enterprise.agent': { zh: '企业经办人', en: 'Agent of an enterprise' },
};

export const KIND_LABELS: Record<Organisation['kind'], LocalText> = {
  department: { zh: '政府部门', en: 'Department' },
  enterprise: { zh: '企业', en: 'Enterprise' },
  committee: { zh: '党委机构', en: 'Committee' },
  court: { zh: '司法机关', en: 'Court' },
  other: { zh: '其他', en: 'Other' },
};
