import {
  Choice,
  DateText,
  Flag,
  Id,
  Instant,
  Int,
  ListOf,
  Nested,
  OrganisationCode,
  PageRequest,
  Text,
  TextList,
} from '#libs/contract-kit';

/** Form of a role: `<service>.<role>`. What roles there are is declared by the contracts that use them. */
export const ROLE = /^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/;

/** A name in both languages. */
export class Name {
  @Text({ zh: '中文名称', max: 200, example: '日照市大数据发展局' })
  zh: string;

  @Text({ zh: '英文名称', max: 200, example: 'Rizhao Big Data Development Bureau' })
  en: string;
}

const DIVISION = /^\d{6}$/;

/** An organisation of the city (组织机构). */
export class Organisation {
  @OrganisationCode({ zh: '统一社会信用代码', doc: 'GB 32100, check character verified.' })
  code: string;

  @Nested({ zh: '名称', of: () => Name })
  name: Name;

  @Text({ zh: '行政区划代码', doc: 'GB/T 2260.', max: 6, pattern: DIVISION, example: '371100' })
  division: string;

  @Choice({ zh: '机构类别', of: ['department', 'enterprise', 'committee', 'court', 'other'] })
  kind: 'department' | 'enterprise' | 'committee' | 'court' | 'other';
}

export const ORGANISATION_STATES = ['active', 'merged', 'split', 'dissolved'] as const;
export type OrganisationState = (typeof ORGANISATION_STATES)[number];

export class OrganisationView extends Organisation {
  @Choice({
    zh: '状态',
    doc: 'Merged, split and dissolved organisations have ended.',
    of: ORGANISATION_STATES,
  })
  state: OrganisationState;

  @OrganisationCode({ zh: '上级单位', optional: true })
  parent?: string;

  @TextList({ zh: '承继单位', doc: 'Into which it was merged or split.', max: 20, each: { max: 18 } })
  successors: string[];

  @TextList({ zh: '前身单位', doc: 'Those that were merged or split into it.', max: 100, each: { max: 18 } })
  predecessors: string[];

  @DateText({ zh: '最近变更生效日期', optional: true })
  effectiveOn?: string;

  @Int({ zh: '版本', min: 1, max: Number.MAX_SAFE_INTEGER })
  version: number;
}

/** A person with an account (人员). Names are personal data. */
export class Person {
  @Text({ zh: '账号', max: 60, pattern: /^[a-z][a-z0-9]*([.-][a-z0-9]+)*$/, example: 'water.editor' })
  account: string;

  @Nested({ zh: '姓名', of: () => Name, personal: { class: 'identity' } })
  name: Name;

  @OrganisationCode({ zh: '所属单位' })
  organisation: string;

  @TextList({ zh: '角色', max: 20, each: { max: 60, pattern: ROLE } })
  roles: string[];
}

/** A role that ends by itself. */
export class ExpiringRole {
  @Text({ zh: '角色', max: 60, pattern: ROLE })
  role: string;

  @Instant({ zh: '截止时间' })
  until: string;
}

export class PersonView extends Person {
  @Id({ zh: '人员编号' })
  id: string;

  @Text({ zh: '单位名称', max: 200 })
  organisationName: string;

  @ListOf({
    zh: '限期角色',
    doc: 'Roles that end by themselves, and when.',
    of: () => ExpiringRole,
    max: 20,
    optional: true,
  })
  expiring?: ExpiringRole[];

  @Flag({ zh: '已停用', optional: true })
  disabled?: boolean;

  @Flag({
    zh: '须修改密码',
    doc: 'A one-time password was set; until it is changed, tokens carry no roles.',
    optional: true,
  })
  mustChangePassword?: boolean;

  @Int({ zh: '版本', min: 1, max: Number.MAX_SAFE_INTEGER })
  version: number;
}

/** A person to register, with the first password. */
export class NewPerson extends Person {
  @Text({
    zh: '初始密码',
    doc: 'At least 12 characters. Kept only as a scrypt hash.',
    min: 12,
    max: 200,
    optional: true,
    personal: { class: 'credential', sensitive: true },
  })
  password?: string;
}

export class RegisterOrganisation extends Organisation {
  @OrganisationCode({ zh: '上级单位', optional: true })
  parent?: string;

  @DateText({ zh: '设立日期', doc: 'Since ever when absent.', optional: true })
  effectiveOn?: string;

  @Text({ zh: '设立依据', max: 500, optional: true })
  legalBasis?: string;
}

export class RegisterPerson extends NewPerson {}

export class GetOrganisation {
  @OrganisationCode({ zh: '统一社会信用代码' })
  code: string;
}

export class ListOrganisations extends PageRequest {
  @Text({ zh: '关键词', doc: 'Part of a name, or the beginning of a code.', max: 100, optional: true })
  q?: string;

  @Text({ zh: '行政区划代码', max: 6, pattern: DIVISION, optional: true })
  division?: string;

  @Choice({ zh: '机构类别', of: ['department', 'enterprise', 'committee', 'court', 'other'], optional: true })
  kind?: Organisation['kind'];

  @OrganisationCode({ zh: '上级单位', doc: 'Directly below it.', optional: true })
  parent?: string;

  @Choice({ zh: '状态', of: ORGANISATION_STATES, optional: true })
  state?: OrganisationState;
}

export class OrganisationPage {
  @ListOf({ zh: '组织机构', of: () => OrganisationView, max: 100 })
  items: OrganisationView[];

  @Text({ zh: '下一页', max: 500, optional: true })
  next?: string;
}

export class ListPeople extends PageRequest {
  @OrganisationCode({ zh: '所属单位', optional: true })
  organisation?: string;

  @Text({
    zh: '账号',
    doc: 'The whole account: accounts and names are kept sealed and found by equality only.',
    max: 60,
    optional: true,
  })
  q?: string;

  @Text({ zh: '角色', max: 60, pattern: ROLE, optional: true })
  role?: string;

  @Choice({ zh: '账号状态', of: ['enabled', 'disabled'], optional: true })
  state?: 'enabled' | 'disabled';
}

export class PersonPage {
  @ListOf({ zh: '人员', of: () => PersonView, max: 100 })
  items: PersonView[];

  @Text({ zh: '下一页', max: 500, optional: true })
  next?: string;
}

/** What the platform says of itself before anybody signs in. */
export class City {
  @Text({ zh: '城市标识', max: 60, example: 'rizhao' })
  cityId: string;

  @Nested({ zh: '名称', of: () => Name })
  name: Name;

  @Text({ zh: '行政区划代码', max: 6, pattern: DIVISION })
  division: string;

  @Flag({ zh: '种子数据已载入' })
  seeded: boolean;
}

/** Sets the city's profile, and marks its seeds as loaded. */
export class SetCity {
  @Nested({ zh: '名称', of: () => Name })
  name: Name;

  @Text({ zh: '行政区划代码', max: 6, pattern: DIVISION, example: '371100' })
  division: string;

  @Flag({ zh: '种子数据已载入' })
  seeded: boolean;
}
