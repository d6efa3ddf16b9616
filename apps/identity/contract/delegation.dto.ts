import {
  Choice,
  Id,
  Instant,
  Int,
  ListOf,
  OrganisationCode,
  PageRequest,
  Text,
  TextList,
} from '#libs/contract-kit';
import { ROLE } from './directory.dto.js';

export const DELEGATION_STATES = ['offered', 'accepted', 'declined', 'revoked', 'expired'] as const;
export type DelegationStatus = (typeof DELEGATION_STATES)[number];

/** Some of the caller's own roles, to another person of the same organisation, for a time. */
export class DelegateRoles {
  @Id({ zh: '受托人编号' })
  delegate: string;

  @TextList({
    zh: '委托角色',
    doc: 'Roles that the caller holds.',
    min: 1,
    max: 20,
    each: { max: 60, pattern: ROLE },
  })
  roles: string[];

  @Instant({ zh: '起始时间' })
  from: string;

  @Instant({ zh: '截止时间', doc: 'At most 366 days after the beginning.' })
  until: string;

  @Text({ zh: '委托事由', max: 500, example: '出差' })
  reason: string;
}

export class DelegationId {
  @Id({ zh: '委托编号' })
  id: string;
}

export class DelegationView extends DelegateRoles {
  @Id({ zh: '委托编号' })
  id: string;

  @Int({ zh: '版本', min: 1, max: Number.MAX_SAFE_INTEGER })
  version: number;

  @Id({ zh: '委托人编号' })
  delegator: string;

  @OrganisationCode({ zh: '所属单位' })
  organisation: string;

  @Choice({ zh: '状态', of: DELEGATION_STATES })
  state: DelegationStatus;
}

export class ListDelegations extends PageRequest {
  @Choice({
    zh: '范围',
    doc: '`given` and `received` by the caller; `organisation` for its administrator or an operator.',
    of: ['given', 'received', 'organisation'],
  })
  side: 'given' | 'received' | 'organisation';
}

export class DelegationPage {
  @ListOf({ zh: '委托', doc: 'Newest first.', of: () => DelegationView, max: 100 })
  items: DelegationView[];

  @Text({ zh: '下一页', max: 500, optional: true })
  next?: string;
}

export class RolesDelegated {
  @Id({ zh: '委托编号' })
  id: string;

  @Id({ zh: '委托人编号' })
  delegator: string;

  @Id({ zh: '受托人编号' })
  delegate: string;

  @OrganisationCode({ zh: '所属单位' })
  organisation: string;

  @TextList({ zh: '委托角色', max: 20, each: { max: 60 } })
  roles: string[];

  @Instant({ zh: '起始时间' })
  from: string;

  @Instant({ zh: '截止时间' })
  until: string;

  @Text({ zh: '委托事由', max: 500 })
  reason: string;
}

export class DelegationStep {
  @Id({ zh: '委托编号' })
  id: string;

  @Id({ zh: '受托人编号' })
  delegate: string;
}
