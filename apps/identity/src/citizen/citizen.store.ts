import { Injectable } from '@nestjs/common';
import type { CloudEvent } from '#libs/contract-kit';
import { ServiceRuntime } from '#libs/service-host';
import { type AggregateType, lookupIndex } from '#libs/store';
import type { Assurance, CitizenRegistered } from '../../contract/citizen.dto.js';
import { Identity } from '../../contract/index.js';
import { type AccountFile, AccountStore } from '../account/account-store.js';

/** State of a citizen's account (自然人账号). */
export interface CitizenState {
  readonly status: 'open' | 'closed';
  readonly assurance: Assurance;
}

/** Deleted as a whole when the account is closed. */
export interface CitizenFile extends AccountFile {
  readonly name: string;
  readonly idNumber: string;
  readonly phone: string;
}

export const ID_NUMBER_INDEX = lookupIndex('idNumber');
const { events } = Identity;

export function applyToCitizen(state: CitizenState | undefined, event: CloudEvent<never>): CitizenState {
  if (event.type === events.citizenRegistered.subject)
    return { status: 'open', assurance: (event.data as CitizenRegistered).assurance };
  if (!state) throw new Error(`citizen ${event.aggregateid} has no beginning`);
  return event.type === events.citizenClosed.subject ? { ...state, status: 'closed' } : state;
}

const CITIZEN: AggregateType<CitizenState> = {
  name: 'citizen',
  schemaVersion: 1,
  apply: applyToCitizen,
  personal: { subjectOf: (id) => `citizen:${id}`, lookups: ['account', 'idNumber'] },
  indexes: [],
};

/** Citizens with accounts. */
@Injectable()
export class CitizenStore extends AccountStore<CitizenState, CitizenFile> {
  constructor(runtime: ServiceRuntime) {
    super(CITIZEN, runtime.store);
  }
}
