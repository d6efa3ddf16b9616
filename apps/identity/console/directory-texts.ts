import { defineTexts, type LocalText } from '#console';
import type { OrganisationState } from '../contract/directory.dto.js';

/** Words of the pages that administer organisations and people. */
export const d = defineTexts({
  people: { zh: '人员管理', en: 'People' },
  account: { zh: '账号', en: 'Account' },
  accountHint: { zh: '完整账号', en: 'The whole account' },
  name: { zh: '姓名', en: 'Name' },
  organisation: { zh: '所属单位', en: 'Organisation' },
  roles: { zh: '角色', en: 'Roles' },
  state: { zh: '状态', en: 'State' },
  search: { zh: '查询', en: 'Search' },
  allRoles: { zh: '全部角色', en: 'All roles' },
  allStates: { zh: '全部状态', en: 'All states' },
  nobody: { zh: '没有符合条件的人员', en: 'Nobody matches' },
  enabled: { zh: '在用', en: 'Enabled' },
  disabled: { zh: '已停用', en: 'Disabled' },
  mustChange: { zh: '待改密码', en: 'Password to be changed' },
  until: { zh: '至 {until}', en: 'until {until}' },
  grant: { zh: '授予角色', en: 'Grant a role' },
  revoke: { zh: '收回', en: 'Revoke' },
  revokeRole: { zh: '收回角色：{role}', en: 'Revoke role: {role}' },
  role: { zh: '角色', en: 'Role' },
  endsOn: { zh: '截止日期（可不填）', en: 'Last day (may stay empty)' },
  reason: { zh: '理由', en: 'Reason' },
  disable: { zh: '停用账号', en: 'Disable account' },
  enable: { zh: '启用账号', en: 'Enable account' },
  reset: { zh: '重置密码', en: 'Reset password' },
  resetNote: {
    zh: '一次性密码只显示这一次，请当面或以其他安全方式告知本人；首次登录后须修改。',
    en: 'This one-time password is shown once. Tell the person in a safe way; it must be changed after the first sign-in.',
  },
  oneTime: { zh: '一次性密码', en: 'One-time password' },
  history: { zh: '变更记录', en: 'History' },
  back: { zh: '返回列表', en: 'Back to the list' },
  reasonNeeded: {
    zh: '收回、停用、启用前请填写理由',
    en: 'Give a reason before you revoke, disable or enable',
  },
  parent: { zh: '上级单位', en: 'Parent' },
  successors: { zh: '承继单位', en: 'Successors' },
  predecessors: { zh: '前身单位', en: 'Predecessors' },
  effectiveOn: { zh: '生效日期', en: 'Effective on' },
  legalBasis: { zh: '依据（文号）', en: 'Legal basis' },
  change: { zh: '办理变更', en: 'Change' },
  changeKind: { zh: '变更事项', en: 'What changes' },
  newNameZh: { zh: '新名称（中文）', en: 'New name (Chinese)' },
  newNameEn: { zh: '新名称（英文）', en: 'New name (English)' },
  into: { zh: '并入单位', en: 'Merge into' },
  splitInto: {
    zh: '分设单位代码（每行一个，第一个为承接单位）',
    en: 'Codes it is split into (one a line; the first takes over)',
  },
  confirm: { zh: '确认办理', en: 'Confirm' },
  endNote: {
    zh: '合并、分设后不能恢复：人员和目录转入承继单位，原令牌失效。',
    en: 'A merger or split cannot be taken back: people and entries go to the successor, old tokens are refused.',
  },
  nameAsOf: { zh: '某日的名称', en: 'Name on a date' },
  password: { zh: '修改密码', en: 'Change password' },
  present: { zh: '当前密码', en: 'Present password' },
  next: { zh: '新密码（至少 12 个字符）', en: 'New password (at least 12 characters)' },
  changed: { zh: '密码已修改，重新登录后生效。', en: 'The password is changed. Sign in again.' },
  mustChangeNote: {
    zh: '您使用的是一次性密码，修改前没有任何角色。',
    en: 'You signed in with a one-time password: no role holds until it is changed.',
  },
  delegations: { zh: '委托代办', en: 'Delegations' },
  received: { zh: '我受托的', en: 'Received' },
  given: { zh: '我委托的', en: 'Given' },
  noDelegations: { zh: '没有委托', en: 'None' },
  accept: { zh: '接受', en: 'Accept' },
  decline: { zh: '谢绝', en: 'Decline' },
  end: { zh: '撤销', en: 'Revoke' },
  period: { zh: '期限', en: 'Period' },
  who: { zh: '对方', en: 'Who' },
});

export const STATE_LABELS: Record<OrganisationState, LocalText> = {
  active: { zh: '在用', en: 'At work' },
  merged: { zh: '已合并', en: 'Merged' },
  split: { zh: '已分设', en: 'Split' },
  dissolved: { zh: '已撤销', en: 'Dissolved' },
};

export const DELEGATION_LABELS: Record<string, LocalText> = {
  offered: { zh: '待接受', en: 'Offered' },
  accepted: { zh: '已接受', en: 'Accepted' },
  declined: { zh: '已谢绝', en: 'Declined' },
  revoked: { zh: '已撤销', en: 'Revoked' },
  expired: { zh: '已到期', en: 'Expired' },
};

export const EVENT_LABELS: Record<string, LocalText> = {
  organisationRegistered: { zh: '登记', en: 'Registered' },
  organisationRenamed: { zh: '改名', en: 'Renamed' },
  organisationAmended: { zh: '信息变更', en: 'Amended' },
  organisationMerged: { zh: '合并', en: 'Merged' },
  organisationSplit: { zh: '分设', en: 'Split' },
  organisationDissolved: { zh: '撤销', en: 'Dissolved' },
  organisationReinstated: { zh: '恢复', en: 'Reinstated' },
  personRegistered: { zh: '登记', en: 'Registered' },
  personAmended: { zh: '姓名修改', en: 'Name amended' },
  personMoved: { zh: '调动', en: 'Moved' },
  rolesGranted: { zh: '授予角色', en: 'Roles granted' },
  rolesRevoked: { zh: '收回角色', en: 'Roles revoked' },
  personDisabled: { zh: '停用', en: 'Disabled' },
  personEnabled: { zh: '启用', en: 'Enabled' },
  passwordReset: { zh: '重置密码', en: 'Password reset' },
  passwordChanged: { zh: '修改密码', en: 'Password changed' },
};

export const FIELD_LABELS: Record<string, LocalText> = {
  '/name/zh': { zh: '名称', en: 'Name (Chinese)' },
  '/name/en': { zh: '英文名称', en: 'Name' },
  '/division': { zh: '行政区划', en: 'Division' },
  '/kind': { zh: '机构类别', en: 'Kind' },
  '/parent': { zh: '上级单位', en: 'Parent' },
  '/state': { zh: '状态', en: 'State' },
  '/successors': { zh: '承继单位', en: 'Successors' },
  '/heir': { zh: '承接单位', en: 'Heir' },
};

export const CHANGE_LABELS = {
  rename: { zh: '改名', en: 'Rename' },
  merge: { zh: '合并（并入其他单位）', en: 'Merge into another' },
  split: { zh: '分设', en: 'Split' },
  dissolve: { zh: '撤销', en: 'Dissolve' },
  reinstate: { zh: '恢复', en: 'Reinstate' },
} as const satisfies Record<string, LocalText>;
