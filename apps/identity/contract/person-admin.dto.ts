import {
  Choice,
  Flag,
  Id,
  Instant,
  Int,
  ListOf,
  Nested,
  OrganisationCode,
  Text,
  TextList,
} from '#libs/contract-kit';
import { ExpiringRole, Name, ROLE } from './directory.dto.js';

/** Why something is done; stands in the event, so it names no private facts of the person. */
const REASON = { zh: '理由', doc: 'Stands in the event: no private facts.', max: 500, example: '岗位调整' };
const ROLES = { zh: '角色', min: 1, max: 20, each: { max: 60, pattern: ROLE } };
const PASSWORD = {
  min: 12,
  max: 200,
  personal: { class: 'credential', sensitive: true },
} as const;

export class GetPerson {
  @Id({ zh: '人员编号' })
  id: string;
}

export class AmendPerson {
  @Id({ zh: '人员编号' })
  id: string;

  @Nested({ zh: '姓名', of: () => Name, personal: { class: 'identity' } })
  name: Name;
}

export class MovePerson {
  @Id({ zh: '人员编号' })
  id: string;

  @OrganisationCode({ zh: '调入单位' })
  organisation: string;

  @Flag({ zh: '保留角色', doc: 'Roles end with the move unless this says otherwise.', optional: true })
  keepRoles?: boolean;

  @Text(REASON)
  reason: string;
}

export class GrantRoles {
  @Id({ zh: '人员编号' })
  id: string;

  @TextList(ROLES)
  roles: string[];

  @Instant({ zh: '截止时间', doc: 'For ever when absent.', optional: true })
  until?: string;

  @Text(REASON)
  reason: string;
}

export class RevokeRoles {
  @Id({ zh: '人员编号' })
  id: string;

  @TextList(ROLES)
  roles: string[];

  @Text(REASON)
  reason: string;
}

export class SwitchPerson {
  @Id({ zh: '人员编号' })
  id: string;

  @Text(REASON)
  reason: string;
}

export class ResetPassword {
  @Id({ zh: '人员编号' })
  id: string;
}

/** A password that is shown this once and must be changed at the first sign-in. */
export class OneTimePassword {
  @Text({ zh: '一次性密码', max: 100, personal: { class: 'credential', sensitive: true } })
  password: string;

  @Int({ zh: '版本', min: 1, max: Number.MAX_SAFE_INTEGER })
  version: number;
}

export class ChangePassword {
  @Text({ zh: '当前密码', max: 200, personal: { class: 'credential', sensitive: true } })
  present: string;

  @Text({
    zh: '新密码',
    doc: 'At least 12 characters, no common password, not the account, not the present one.',
    ...PASSWORD,
  })
  password: string;
}

export class PasswordChange {
  @Instant({ zh: '修改时间' })
  changedAt: string;
}

export class PersonStep {
  @Int({ zh: '版本', min: 1, max: Number.MAX_SAFE_INTEGER })
  version: number;

  @Text({ zh: '事件', max: 100 })
  event: string;

  @Instant({ zh: '时间' })
  at: string;

  @Text({ zh: '办理人', max: 200 })
  actor: string;

  @Text({ zh: '代办委托人', max: 200, optional: true })
  onBehalfOf?: string;

  @TextList({ zh: '角色', max: 20, each: { max: 60 }, optional: true })
  roles?: string[];

  @Instant({ zh: '截止时间', optional: true })
  until?: string;

  @OrganisationCode({ zh: '调入单位', optional: true })
  organisation?: string;

  @Text({ zh: '理由', max: 500, optional: true })
  reason?: string;
}

export class PersonHistory {
  @Id({ zh: '人员编号' })
  id: string;

  @ListOf({
    zh: '变更记录',
    doc: 'Oldest first; the last 500. Never holds names.',
    of: () => PersonStep,
    max: 500,
  })
  steps: PersonStep[];
}

export class RoleName {
  @Text({ zh: '中文名称', max: 60 })
  zh: string;

  @Text({ zh: '英文名称', max: 60 })
  en: string;
}

/** A role that a contract declares. */
export class RoleView {
  @Text({ zh: '角色', max: 60 })
  role: string;

  @Nested({ zh: '名称', of: () => RoleName })
  name: RoleName;

  @Text({ zh: '服务', max: 60 })
  service: string;

  @Choice({
    zh: '授予范围',
    doc: '`organisation`: the administrator of an organisation may grant it; `city`: only the platform operator.',
    of: ['organisation', 'city'],
  })
  scope: 'organisation' | 'city';
}

export class RoleList {
  @ListOf({ zh: '角色', of: () => RoleView, max: 500 })
  items: RoleView[];
}

export class NamePeople {
  @TextList({
    zh: '主体',
    doc: '`person:<id>` and the like.',
    min: 1,
    max: 100,
    each: { max: 200 },
    example: ['person:0192f3a4-5b6c-7d8e-9f01-23456789abcd'],
  })
  subjects: string[];
}

/** How a subject is shown. */
export class ShownPerson {
  @Text({ zh: '主体', max: 200 })
  subject: string;

  @Nested({ zh: '姓名', of: () => Name, personal: { class: 'identity' } })
  name: Name;

  @OrganisationCode({ zh: '所属单位', optional: true })
  organisation?: string;

  @Nested({ zh: '单位名称', of: () => Name, optional: true })
  organisationName?: Name;
}

export class ShownPeople {
  @ListOf({
    zh: '人员',
    doc: 'Those that are known; citizens and enterprises are never named here.',
    of: () => ShownPerson,
    max: 100,
  })
  items: ShownPerson[];
}

/** The caller's own account, of whatever kind. */
export class MyAccount {
  @Text({ zh: '主体', max: 200 })
  subject: string;

  @Text({ zh: '账号', max: 60 })
  account: string;

  @Nested({ zh: '名称', of: () => Name, personal: { class: 'identity' } })
  name: Name;

  @OrganisationCode({ zh: '所属单位', optional: true })
  organisation?: string;

  @TextList({ zh: '角色', max: 50, each: { max: 60 } })
  roles: string[];

  @ListOf({ zh: '限期角色', of: () => ExpiringRole, max: 20 })
  expiring: ExpiringRole[];

  @Flag({ zh: '须修改密码' })
  mustChangePassword: boolean;
}

/* Events. Nothing in them is personal: names and passwords stay in the directory. */

export class PersonFact {
  @Id({ zh: '人员编号' })
  id: string;
}

export class PersonMoved extends PersonFact {
  @OrganisationCode({ zh: '原单位' })
  from: string;

  @OrganisationCode({ zh: '调入单位' })
  to: string;

  @TextList({ zh: '角色', doc: 'After the move.', max: 20, each: { max: 60 } })
  roles: string[];

  @Text({ zh: '理由', max: 500 })
  reason: string;
}

export class RolesGranted extends PersonFact {
  @TextList({ zh: '角色', max: 20, each: { max: 60 } })
  roles: string[];

  @Instant({ zh: '截止时间', optional: true })
  until?: string;

  @Text({ zh: '理由', max: 500 })
  reason: string;
}

export class RolesRevoked extends PersonFact {
  @TextList({ zh: '角色', max: 20, each: { max: 60 } })
  roles: string[];

  @Text({ zh: '理由', max: 500 })
  reason: string;
}

export class PersonSwitched extends PersonFact {
  @Text({ zh: '理由', max: 500 })
  reason: string;
}
