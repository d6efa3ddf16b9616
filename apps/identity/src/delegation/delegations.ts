import { Injectable } from '@nestjs/common';
import type { Filter } from 'mongodb';
import {
  DEFAULT_PAGE,
  decodeCursor,
  encodeCursor,
  Forbidden,
  IdempotencyKeyReused,
  invalidCursor,
  NotFound,
} from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import { ServiceRuntime } from '#libs/service-host';
import { type AggregateDocument, creationId, type Loaded } from '#libs/store';
import type {
  DelegateRoles,
  DelegationId,
  DelegationPage,
  DelegationView,
  ListDelegations,
} from '../../contract/delegation.dto.js';
import type { Token } from '../../contract/session.dto.js';
import { idOf } from '../account/account.js';
import { ActingTokens } from '../account/acting-tokens.js';
import { OrganisationStore } from '../organisation/organisation.store.js';
import { ADMIN_ROLE, OPERATOR_ROLE } from '../person/administration-rules.js';
import { PersonStore } from '../person/person.store.js';
import { DelegationStore } from './delegation.store.js';
import {
  actingRoles,
  type DelegationAction,
  type DelegationState,
  decideDelegation,
  decideStep,
  refused,
  statusAt,
} from './delegation-machine.js';

type DelegationFilter = Filter<AggregateDocument<DelegationState>>;
const LONGEST_SECONDS = 3_600;

/** 授权代办: use cases of delegation. */
@Injectable()
export class Delegations {
  constructor(
    private readonly store: DelegationStore,
    private readonly people: PersonStore,
    private readonly organisations: OrganisationStore,
    private readonly tokens: ActingTokens,
    private readonly runtime: ServiceRuntime,
  ) {}

  async delegate(request: DelegateRoles, call: Call): Promise<DelegationView> {
    const delegator = await this.people.find(ownId(call));
    if (!delegator || delegator.state.disabled)
      throw refused('只有本平台人员可以委托', 'Only people of this directory delegate');
    const delegate = await this.people.find(request.delegate);
    const id = creationId(call);
    const made = await this.store.create(
      id,
      request,
      call,
      () => decideDelegation(id, delegator, delegate?.state, request, this.runtime.now()),
      () => IdempotencyKeyReused.with(),
    );
    return this.view(made);
  }

  accept(request: DelegationId, call: Call): Promise<DelegationView> {
    return this.step('acceptDelegation', request, call, (state, own) => state.delegate === own);
  }

  decline(request: DelegationId, call: Call): Promise<DelegationView> {
    return this.step('declineDelegation', request, call, (state, own) => state.delegate === own);
  }

  revoke(request: DelegationId, call: Call): Promise<DelegationView> {
    return this.step(
      'revokeDelegation',
      request,
      call,
      (state, own) =>
        [state.delegate, state.delegator].includes(own ?? '') || administers(call, state.organisation),
    );
  }

  /** A token with which the delegate acts for the delegator. */
  async actFor({ id }: DelegationId, call: Call): Promise<Token> {
    const own = ownId(call);
    const delegation = await this.store.find(id);
    if (!delegation || delegation.state.delegate !== own) throw NotFound.with();
    const [delegator, delegate] = await Promise.all([
      this.people.find(delegation.state.delegator),
      this.people.findWithFile(own),
    ]);
    const now = this.runtime.now();
    const roles = actingRoles(delegation.state, delegator?.state, delegate?.state, now);
    const { organisation, until } = delegation.state;
    const name = (await this.organisations.namesOf([organisation])).get(organisation);
    const ends = [
      until,
      ...(delegator?.state.expiring ?? []).flatMap((each) => (roles.includes(each.role) ? [each.until] : [])),
    ];
    const seconds = Math.min(
      LONGEST_SECONDS,
      ...ends.map((end) => (Date.parse(end) - now.getTime()) / 1_000),
    );
    return this.tokens.issue(
      {
        subject: `person:${own}`,
        name: delegate?.personal.name.zh ?? own,
        organisation,
        ...(name && { organisationName: name.zh }),
        roles,
        onBehalfOf: `person:${delegation.state.delegator}`,
      },
      call,
      seconds,
    );
  }

  async list({ side, limit = DEFAULT_PAGE, cursor }: ListDelegations, call: Call): Promise<DelegationPage> {
    const rows = await this.store.documents
      .find({ $and: [this.scope(side, call), ...(cursor ? [older(cursor)] : [])] })
      .sort({ createdAt: -1, _id: -1 })
      .limit(limit + 1)
      .toArray();
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(({ _id, v, state }) => this.view({ id: _id, version: v, state })),
      ...(rows.length > limit && last && { next: encodeCursor([last.createdAt.getTime(), last._id]) }),
    };
  }

  private scope(side: ListDelegations['side'], call: Call): DelegationFilter {
    if (side === 'given') return { 'state.delegator': ownId(call) };
    if (side === 'received') return { 'state.delegate': ownId(call) };
    if (call.caller.roles.includes(OPERATOR_ROLE)) return {};
    const { organisation = '' } = call.caller;
    if (!administers(call, organisation)) throw Forbidden.with();
    return { 'state.organisation': organisation };
  }

  private async step(
    action: DelegationAction,
    request: DelegationId,
    call: Call,
    may: (state: DelegationState, own: string | undefined) => boolean,
  ): Promise<DelegationView> {
    const own = call.caller.onBehalfOf ? undefined : idOf(call.caller.subject);
    const changed = await this.store.update(request.id, request, call, ({ state }) => {
      // Who has no part in it does not learn that it exists.
      const part =
        [state.delegate, state.delegator].includes(own ?? '') || administers(call, state.organisation);
      if (!part) throw NotFound.with();
      if (!may(state, own)) throw Forbidden.with();
      return decideStep(request.id, action, state, this.runtime.now());
    });
    return this.view(changed);
  }

  private view({
    id,
    version,
    state: { status: _status, ...facts },
    state,
  }: Loaded<DelegationState>): DelegationView {
    return { ...facts, roles: [...facts.roles], id, version, state: statusAt(state, this.runtime.now()) };
  }
}

/** Id of the calling person, who acts for nobody: neither chains nor delegation by delegates. */
function ownId({ caller }: Call): string {
  if (caller.onBehalfOf)
    throw refused(
      '代办时不能再委托或代办，请先结束代办',
      'Who acts for somebody neither delegates nor acts for another',
    );
  if (!caller.subject.startsWith('person:'))
    throw refused('只有本平台人员可以委托和代办', 'Only people of this directory delegate and act');
  return idOf(caller.subject);
}

function administers({ caller }: Call, organisation: string): boolean {
  return (
    caller.roles.includes(OPERATOR_ROLE) ||
    (caller.roles.includes(ADMIN_ROLE) && caller.organisation === organisation)
  );
}

/** @throws Problem `invalid-request` */
function older(cursor: string): DelegationFilter {
  const [at, id] = decodeCursor(cursor) ?? [];
  const createdAt = new Date(typeof at === 'number' ? at : Number.NaN);
  if (Number.isNaN(createdAt.getTime()) || typeof id !== 'string') throw invalidCursor();
  return { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, _id: { $lt: id } }] };
}
