import { Injectable } from '@nestjs/common';
import type { CloudEvent } from '#libs/contract-kit';
import { ServiceRuntime } from '#libs/service-host';
import { type AggregateType } from '#libs/store';
import type {
  AgentAuthorised,
  AgentRemoved,
  Assurance,
  EnterpriseAgent,
  EnterpriseRegistered,
} from '../../contract/citizen.dto.js';
import { Identity } from '../../contract/index.js';
import { type AccountFile, AccountStore } from '../account/account-store.js';

/** State of an enterprise's account (法人账号). */
export interface EnterpriseState {
  readonly status: 'open' | 'closed';
  readonly code: string;
  readonly enterpriseName: string;
  readonly assurance: Assurance;
  readonly agents: readonly EnterpriseAgent[];
}

/** The legal representative; deleted as a whole when the account is closed. */
export interface EnterpriseFile extends AccountFile {
  readonly name: string;
  readonly idNumber: string;
  readonly phone: string;
}

export const CODE_INDEX = 'open_code';
const { events } = Identity;

export function applyToEnterprise(
  state: EnterpriseState | undefined,
  event: CloudEvent<never>,
): EnterpriseState {
  if (event.type === events.enterpriseRegistered.subject) {
    const { code, enterpriseName, assurance } = event.data as EnterpriseRegistered;
    return { status: 'open', code, enterpriseName, assurance, agents: [] };
  }
  if (!state) throw new Error(`enterprise ${event.aggregateid} has no beginning`);
  const without = (agent: string) => state.agents.filter((each) => each.agent !== agent);
  switch (event.type) {
    case events.enterpriseAmended.subject:
      return state;
    case events.agentAuthorised.subject: {
      const { agent, until } = event.data as AgentAuthorised;
      return { ...state, agents: [...without(agent), { agent, until }] };
    }
    case events.agentRemoved.subject:
      return { ...state, agents: without((event.data as AgentRemoved).agent) };
    case events.enterpriseClosed.subject:
      return { ...state, status: 'closed', agents: [] };
    default:
      throw new Error(`enterprise ${event.aggregateid} has an unknown event ${event.type}`);
  }
}

const ENTERPRISE: AggregateType<EnterpriseState> = {
  name: 'enterprise',
  schemaVersion: 1,
  apply: applyToEnterprise,
  personal: { subjectOf: (id) => `enterprise:${id}`, lookups: ['account'] },
  indexes: [
    {
      key: { 'state.code': 1 },
      unique: true,
      name: CODE_INDEX,
      partialFilterExpression: { 'state.status': 'open' },
    },
  ],
};

/** Enterprises with accounts. */
@Injectable()
export class EnterpriseStore extends AccountStore<EnterpriseState, EnterpriseFile> {
  constructor(runtime: ServiceRuntime) {
    super(ENTERPRISE, runtime.store);
  }
}
