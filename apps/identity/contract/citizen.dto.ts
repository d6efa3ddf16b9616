import { Choice, Flag, Id, Instant, ListOf, OrganisationCode, Text } from '#libs/contract-kit';

export const ASSURANCE = ['password', 'real-name'] as const;
export type Assurance = (typeof ASSURANCE)[number];

const ID_NUMBER = {
  zh: '公民身份号码',
  doc: 'GB 11643: 18 characters, check character verified.',
  max: 18,
  pattern: /^\d{17}[\dX]$/,
  example: '11010519491231002X',
  personal: { class: 'identity', sensitive: true },
} as const;
const PHONE = {
  zh: '手机号码',
  max: 11,
  pattern: /^1[3-9]\d{9}$/,
  example: '13800138000',
  personal: { class: 'contact' },
} as const;
const PERSON_NAME = { zh: '姓名', max: 100, example: '张三', personal: { class: 'identity' } } as const;
const PASSWORD = { min: 12, max: 200, personal: { class: 'credential', sensitive: true } } as const;

/** A natural person (自然人) opens an account. */
export class RegisterCitizen {
  @Text(PERSON_NAME)
  name: string;

  @Text(ID_NUMBER)
  idNumber: string;

  @Text(PHONE)
  phone: string;

  @Text({ zh: '密码', doc: 'At least 12 characters, no common password.', ...PASSWORD })
  password: string;
}

/** The account that was opened. Its name is made by the platform and says nothing of its owner. */
export class OpenedAccount {
  @Text({ zh: '主体', max: 200 })
  subject: string;

  @Text({ zh: '账号', doc: 'To sign in with.', max: 60 })
  account: string;

  @Choice({ zh: '核验等级', doc: 'Claim `acr` of its tokens.', of: ASSURANCE })
  assurance: Assurance;
}

/** A legal person (法人) opens an account, by its legal representative (法定代表人). */
export class RegisterEnterprise {
  @OrganisationCode({ zh: '统一社会信用代码' })
  code: string;

  @Text({ zh: '企业名称', max: 200, example: '日照示例科技有限公司' })
  enterpriseName: string;

  @Text({ ...PERSON_NAME, zh: '法定代表人姓名' })
  name: string;

  @Text({ ...ID_NUMBER, zh: '法定代表人身份号码' })
  idNumber: string;

  @Text(PHONE)
  phone: string;

  @Text({ zh: '密码', ...PASSWORD })
  password: string;
}

/** The caller's own profile; numbers are masked. */
export class CitizenProfile extends OpenedAccount {
  @Text({ zh: '姓名', max: 100, personal: { class: 'identity' } })
  name: string;

  @Text({
    zh: '公民身份号码',
    doc: 'First and last character only.',
    max: 18,
    personal: { class: 'identity', sensitive: true },
  })
  idNumber: string;

  @Text({ zh: '手机号码', doc: 'The middle is masked.', max: 11, personal: { class: 'contact' } })
  phone: string;
}

/** Somebody who may act for an enterprise (经办人). */
export class EnterpriseAgent {
  @Id({ zh: '经办人编号' })
  agent: string;

  @Instant({ zh: '授权截止时间' })
  until: string;
}

export class EnterpriseProfile extends OpenedAccount {
  @OrganisationCode({ zh: '统一社会信用代码' })
  code: string;

  @Text({ zh: '企业名称', max: 200 })
  enterpriseName: string;

  @Text({ zh: '法定代表人姓名', max: 100, personal: { class: 'identity' } })
  name: string;

  @Text({ zh: '手机号码', max: 11, personal: { class: 'contact' } })
  phone: string;

  @ListOf({ zh: '经办人', of: () => EnterpriseAgent, max: 100 })
  agents: EnterpriseAgent[];
}

export class ChangePhone {
  @Text(PHONE)
  phone: string;
}

export class PhoneChanged {
  @Flag({ zh: '已修改' })
  changed: boolean;
}

export class CloseAccount {
  @Text({ zh: '密码', doc: 'Proves who asks.', max: 200, personal: { class: 'credential', sensitive: true } })
  password: string;
}

export class ClosedAccount {
  @Flag({ zh: '已注销', doc: 'The personal file is deleted; the subject is never given to anybody else.' })
  closed: boolean;
}

export class AuthoriseAgent {
  @Text({
    zh: '经办人账号',
    doc: 'Account of a citizen, told by its owner.',
    max: 60,
    pattern: /^[a-z][a-z0-9]*([.-][a-z0-9]+)*$/,
  })
  account: string;

  @Instant({ zh: '授权截止时间', doc: 'At most 366 days ahead.' })
  until: string;
}

export class RemoveAgent {
  @Id({ zh: '经办人编号' })
  agent: string;
}

export class ActForEnterprise {
  @OrganisationCode({ zh: '统一社会信用代码' })
  code: string;
}

/* Events: ids and public codes only. */

export class CitizenFact {
  @Id({ zh: '自然人编号' })
  id: string;
}

export class CitizenRegistered extends CitizenFact {
  @Choice({ zh: '核验等级', of: ASSURANCE })
  assurance: Assurance;
}

export class EnterpriseFact {
  @Id({ zh: '法人编号' })
  id: string;

  @OrganisationCode({ zh: '统一社会信用代码' })
  code: string;
}

export class EnterpriseRegistered extends EnterpriseFact {
  @Text({ zh: '企业名称', max: 200 })
  enterpriseName: string;

  @Choice({ zh: '核验等级', of: ASSURANCE })
  assurance: Assurance;
}

export class AgentAuthorised extends EnterpriseFact {
  @Id({ zh: '经办人编号' })
  agent: string;

  @Instant({ zh: '授权截止时间' })
  until: string;
}

export class AgentRemoved extends EnterpriseFact {
  @Id({ zh: '经办人编号' })
  agent: string;
}
