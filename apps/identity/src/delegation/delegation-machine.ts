import type { CloudEvent } from '#libs/contract-kit';
import { NotAllowedNow } from '#libs/contract-kit';
import { type DomainEvent, happened } from '#libs/store';
import type { DelegateRoles, DelegationStatus, RolesDelegated } from '../../contract/delegation.dto.js';
import { Identity } from '../../contract/index.js';
import { DelegationRefused } from '../../contract/problems.js';
import type { PersonState } from '../person/person.js';
import { rolesAt } from '../person/person.js';

/** State of a delegation (授权代办). That it has expired follows from the clock, and is not stored. */
export interface DelegationState extends Omit<RolesDelegated, 'id'> {
  readonly status: Exclude<DelegationStatus, 'expired'>;
}

export type DelegationAction = 'acceptDelegation' | 'declineDelegation' | 'revokeDelegation';

const { events } = Identity;
const LONGEST_MS = 366 * 86_400_000;

/** What may be done in each state; closed. */
export const ALLOWED: Readonly<Record<DelegationStatus, readonly DelegationAction[]>> = {
  offered: ['acceptDelegation', 'declineDelegation', 'revokeDelegation'],
  accepted: ['revokeDelegation'],
  declined: [],
  revoked: [],
  expired: [],
};
const FACT = {
  acceptDelegation: events.delegationAccepted,
  declineDelegation: events.delegationDeclined,
  revokeDelegation: events.delegationRevoked,
};

export function applyToDelegation(
  state: DelegationState | undefined,
  event: CloudEvent<never>,
): DelegationState {
  if (event.type === events.rolesDelegated.subject) {
    const { id: _id, ...offer } = event.data as RolesDelegated;
    return { ...offer, status: 'offered' };
  }
  if (!state) throw new Error(`delegation ${event.aggregateid} has no beginning`);
  switch (event.type) {
    case events.delegationAccepted.subject:
      return { ...state, status: 'accepted' };
    case events.delegationDeclined.subject:
      return { ...state, status: 'declined' };
    case events.delegationRevoked.subject:
      return { ...state, status: 'revoked' };
    default:
      throw new Error(`delegation ${event.aggregateid} has an unknown event ${event.type}`);
  }
}

export function statusAt({ status, until }: DelegationState, now: Date): DelegationStatus {
  const open = status === 'offered' || status === 'accepted';
  return open && Date.parse(until) <= now.getTime() ? 'expired' : status;
}

/** @throws Problem `delegation-refused` */
export function decideDelegation(
  id: string,
  delegator: { id: string; state: PersonState },
  delegate: PersonState | undefined,
  offer: DelegateRoles,
  now: Date,
): DomainEvent[] {
  const { from, until, roles } = offer;
  const [begin, end] = [Date.parse(from), Date.parse(until)];
  if (!(end > begin) || end <= now.getTime() || end - begin > LONGEST_MS)
    throw refused('起止时间不可行（最长 366 天）', 'The period is not possible (366 days at most)');
  if (offer.delegate === delegator.id) throw refused('不能委托给自己', 'Nobody delegates to themselves');
  if (!delegate || delegate.disabled || delegate.organisation !== delegator.state.organisation)
    throw refused('受托人须是本单位在用账号', 'The delegate has an enabled account of the same organisation');
  const held = rolesAt(delegator.state, now);
  if (roles.some((role) => !held.includes(role)))
    throw refused('只能委托自己持有的角色', 'Only roles that one holds can be delegated');
  return [
    happened(events.rolesDelegated, {
      ...offer,
      id,
      delegator: delegator.id,
      organisation: delegator.state.organisation,
    }),
  ];
}

/** @throws Problem `not-allowed-now` */
export function decideStep(
  id: string,
  action: DelegationAction,
  state: DelegationState,
  now: Date,
): DomainEvent[] {
  const allowed = ALLOWED[statusAt(state, now)];
  if (!allowed.includes(action)) throw NotAllowedNow.with({ allowed: [...allowed] });
  return [happened(FACT[action], { id, delegate: state.delegate })];
}

/**
 * The roles with which the delegate acts now: what was delegated and the delegator still holds.
 * @throws Problem `delegation-refused`
 */
export function actingRoles(
  delegation: DelegationState,
  delegator: PersonState | undefined,
  delegate: PersonState | undefined,
  now: Date,
): string[] {
  if (statusAt(delegation, now) !== 'accepted')
    throw refused('委托未被接受或已结束', 'The delegation is not accepted, or has ended');
  if (Date.parse(delegation.from) > now.getTime())
    throw refused('委托尚未开始', 'The delegation has not begun');
  const together = [delegator, delegate].every(
    (person) => person && !person.disabled && person.organisation === delegation.organisation,
  );
  if (!delegator || !delegate || !together)
    throw refused('双方须都在原单位且账号在用', 'Both are no longer at work in the organisation');
  if (delegate.mustChangePassword) throw refused('请先修改一次性密码', 'Change the one-time password first');
  const held = rolesAt(delegator, now);
  const roles = delegation.roles.filter((role) => held.includes(role));
  if (roles.length === 0)
    throw refused('委托人已不再持有这些角色', 'The delegator no longer holds these roles');
  return roles;
}

export function refused(zh: string, en: string) {
  return DelegationRefused.with({ detail: { zh, en } });
}
