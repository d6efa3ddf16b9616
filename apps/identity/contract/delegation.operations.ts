import { command, event, get, NotFound, post, query } from '#libs/contract-kit';
import {
  DelegateRoles,
  DelegationId,
  DelegationPage,
  DelegationStep,
  DelegationView,
  ListDelegations,
  RolesDelegated,
} from './delegation.dto.js';
import { DelegationRefused } from './problems.js';
import { Token } from './session.dto.js';

const id = '0192f3a4-5b6c-7d8e-9f01-23456789abcd';
const delegate = '0192f3a4-5b6c-7d8e-9f01-23456789abce';
const OFFER = {
  delegate,
  roles: ['catalog.approver'],
  from: '2026-11-23T00:00:00Z',
  until: '2026-12-01T00:00:00Z',
  reason: '出差',
};
const BASE = '/identity/delegations';
const STEP = {
  request: DelegationId,
  reply: DelegationView,
  problems: [NotFound, DelegationRefused],
  allow: 'signed-in',
} as const;
const VISIBLE = { ownOrganisation: true, roles: ['platform.operator', 'audit.reader'] };

/** 授权代办: offered, accepted, used explicitly, and ended by either side or by its time. */
export const delegationOperations = {
  delegateRoles: command({
    summary: { zh: '委托代办', en: 'Delegate roles' },
    doc: 'Offers some of the own roles to another person of the same organisation, for a time. Nothing is delegated on by a delegate, nor by a caller who acts for somebody.',
    request: DelegateRoles,
    reply: DelegationView,
    problems: [DelegationRefused],
    allow: 'signed-in',
    creates: true,
    http: post(BASE),
    examples: [{ name: 'while travelling', request: OFFER }],
  }),
  acceptDelegation: command({
    ...STEP,
    summary: { zh: '接受委托', en: 'Accept a delegation' },
    doc: 'The delegate accepts; only then may they act.',
    http: post(`${BASE}/{id}/accept`),
    examples: [{ name: 'accept', request: { id } }],
  }),
  declineDelegation: command({
    ...STEP,
    summary: { zh: '谢绝委托', en: 'Decline a delegation' },
    doc: 'The delegate declines the offer.',
    http: post(`${BASE}/{id}/decline`),
    examples: [{ name: 'decline', request: { id } }],
  }),
  revokeDelegation: command({
    ...STEP,
    summary: { zh: '撤销委托', en: 'Revoke a delegation' },
    doc: "Either side, the organisation's administrator or an operator ends it. The delegate's sessions end, so that no token acts on.",
    http: post(`${BASE}/{id}/revoke`),
    examples: [{ name: 'revoke', request: { id } }],
  }),
  listDelegations: query({
    summary: { zh: '委托列表', en: 'List delegations' },
    doc: 'Delegations that the caller gave, received, or administers, newest first.',
    request: ListDelegations,
    reply: DelegationPage,
    allow: 'signed-in',
    http: get(BASE),
    examples: [{ name: 'received', request: { side: 'received' } }],
  }),
  actFor: command({
    summary: { zh: '以委托人名义办理', en: 'Act for the delegator' },
    doc: 'A token for the delegate with the delegated roles only, those that the delegator still holds. `sub` stays the delegate; the claim `on_behalf_of` names the delegator; events carry both. It ends with the delegation, after an hour at the latest.',
    request: DelegationId,
    reply: Token,
    problems: [NotFound, DelegationRefused],
    allow: 'signed-in',
    ifMatch: 'none',
    http: post(`${BASE}/{id}/act`),
    examples: [{ name: 'act', request: { id } }],
  }),
};

export const delegationEvents = {
  rolesDelegated: event({
    summary: { zh: '已委托代办', en: 'Roles delegated' },
    doc: 'A person offered roles to another.',
    data: RolesDelegated,
    visibleTo: VISIBLE,
    example: { ...OFFER, id, delegator: id, organisation: '11370000MB284651XL' },
  }),
  delegationAccepted: event({
    summary: { zh: '委托已接受', en: 'Delegation accepted' },
    doc: 'The delegate accepted.',
    data: DelegationStep,
    visibleTo: VISIBLE,
    example: { id, delegate },
  }),
  delegationDeclined: event({
    summary: { zh: '委托已谢绝', en: 'Delegation declined' },
    doc: 'The delegate declined.',
    data: DelegationStep,
    visibleTo: VISIBLE,
    example: { id, delegate },
  }),
  delegationRevoked: event({
    summary: { zh: '委托已撤销', en: 'Delegation revoked' },
    doc: 'The delegation was ended before its time.',
    data: DelegationStep,
    visibleTo: VISIBLE,
    example: { id, delegate },
  }),
};
