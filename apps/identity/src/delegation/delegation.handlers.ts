import { Controller } from '@nestjs/common';
import { type Call, Handles } from '#libs/messaging';
import type {
  DelegateRoles,
  DelegationId,
  DelegationPage,
  DelegationView,
  ListDelegations,
} from '../../contract/delegation.dto.js';
import { Identity } from '../../contract/index.js';
import type { Token } from '../../contract/session.dto.js';
import { Delegations } from './delegations.js';

const { operations } = Identity;

@Controller()
export class DelegationHandlers {
  constructor(private readonly delegations: Delegations) {}

  @Handles(operations.delegateRoles)
  delegate(request: DelegateRoles, call: Call): Promise<DelegationView> {
    return this.delegations.delegate(request, call);
  }

  @Handles(operations.acceptDelegation)
  accept(request: DelegationId, call: Call): Promise<DelegationView> {
    return this.delegations.accept(request, call);
  }

  @Handles(operations.declineDelegation)
  decline(request: DelegationId, call: Call): Promise<DelegationView> {
    return this.delegations.decline(request, call);
  }

  @Handles(operations.revokeDelegation)
  revoke(request: DelegationId, call: Call): Promise<DelegationView> {
    return this.delegations.revoke(request, call);
  }

  @Handles(operations.listDelegations)
  list(request: ListDelegations, call: Call): Promise<DelegationPage> {
    return this.delegations.list(request, call);
  }

  @Handles(operations.actFor)
  actFor(request: DelegationId, call: Call): Promise<Token> {
    return this.delegations.actFor(request, call);
  }
}
