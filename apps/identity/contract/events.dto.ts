import { Choice, DateText, Id, Nested, OrganisationCode, Text, TextList } from '#libs/contract-kit';
import { Name, ROLE } from './directory.dto.js';

export class OrganisationRegistered {
  @OrganisationCode({ zh: '统一社会信用代码' })
  code: string;

  @Nested({ zh: '名称', of: () => Name })
  name: Name;

  @Text({ zh: '行政区划代码', max: 6 })
  division: string;

  @Choice({ zh: '机构类别', of: ['department', 'enterprise', 'committee', 'court', 'other'] })
  kind: 'department' | 'enterprise' | 'committee' | 'court' | 'other';

  @OrganisationCode({ zh: '上级单位', optional: true })
  parent?: string;

  @DateText({ zh: '设立日期', optional: true })
  effectiveOn?: string;

  @Text({ zh: '设立依据', max: 500, optional: true })
  legalBasis?: string;
}

/** Who a person is stays in the directory: the event names only the id, the organisation and the roles. */
export class PersonRegistered {
  @Id({ zh: '人员编号' })
  id: string;

  @OrganisationCode({ zh: '所属单位' })
  organisation: string;

  @TextList({ zh: '角色', max: 20, each: { max: 60, pattern: ROLE } })
  roles: string[];
}
