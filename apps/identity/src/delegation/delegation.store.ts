import { Injectable } from '@nestjs/common';
import { ServiceRuntime } from '#libs/service-host';
import { AggregateStore, type AggregateType } from '#libs/store';
import { applyToDelegation, type DelegationState } from './delegation-machine.js';

const DELEGATION: AggregateType<DelegationState> = {
  name: 'delegation',
  schemaVersion: 1,
  apply: applyToDelegation,
  organisationOf: ({ organisation }) => organisation,
  indexes: [
    { key: { 'state.delegator': 1, createdAt: -1, _id: -1 }, name: 'given' },
    { key: { 'state.delegate': 1, createdAt: -1, _id: -1 }, name: 'received' },
    { key: { 'state.organisation': 1, createdAt: -1, _id: -1 }, name: 'organisation' },
  ],
};

/** Delegations in MongoDB. */
@Injectable()
export class DelegationStore extends AggregateStore<DelegationState> {
  constructor(runtime: ServiceRuntime) {
    super(DELEGATION, runtime.store);
  }

  /** Roles that a person may act with, now or later, by what was accepted or is offered. */
  async rolesOfDelegate(person: string, now: Date): Promise<string[]> {
    const open = await this.documents
      .find({ 'state.delegate': person, 'state.status': { $in: ['offered', 'accepted'] } })
      .toArray();
    return open
      .filter(({ state }) => Date.parse(state.until) > now.getTime())
      .flatMap(({ state }) => [...state.roles]);
  }

  /** Ids of those who may hold a token with which they act for this person. */
  async delegatesOf(person: string): Promise<string[]> {
    const accepted = await this.documents
      .find({ 'state.delegator': person, 'state.status': 'accepted' })
      .toArray();
    return [...new Set(accepted.map(({ state }) => state.delegate))];
  }
}
