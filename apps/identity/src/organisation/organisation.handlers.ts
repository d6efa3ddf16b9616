import { Controller } from '@nestjs/common';
import { type Call, Handles } from '#libs/messaging';
import type {
  GetOrganisation,
  ListOrganisations,
  OrganisationPage,
  OrganisationView,
  RegisterOrganisation,
} from '../../contract/directory.dto.js';
import { Identity } from '../../contract/index.js';
import type {
  AmendOrganisation,
  DissolveOrganisation,
  GetOrganisationAsOf,
  GetOrganisationHistory,
  MergeOrganisation,
  OrganisationHistory,
  ReinstateOrganisation,
  RenameOrganisation,
  SplitOrganisation,
} from '../../contract/organisation-changes.dto.js';
import { OrganisationChanges } from './organisation-changes.js';
import { OrganisationPast } from './organisation-history.js';
import { Organisations } from './organisations.js';

const { operations } = Identity;

@Controller()
export class OrganisationHandlers {
  constructor(
    private readonly organisations: Organisations,
    private readonly changes: OrganisationChanges,
    private readonly past: OrganisationPast,
  ) {}

  @Handles(operations.registerOrganisation)
  register(request: RegisterOrganisation, call: Call): Promise<OrganisationView> {
    return this.organisations.register(request, call);
  }

  @Handles(operations.getOrganisation)
  get(request: GetOrganisation): Promise<OrganisationView> {
    return this.organisations.get(request);
  }

  @Handles(operations.listOrganisations)
  list(request: ListOrganisations): Promise<OrganisationPage> {
    return this.organisations.list(request);
  }

  @Handles(operations.renameOrganisation)
  rename(request: RenameOrganisation, call: Call): Promise<OrganisationView> {
    return this.changes.rename(request, call);
  }

  @Handles(operations.amendOrganisation)
  amend(request: AmendOrganisation, call: Call): Promise<OrganisationView> {
    return this.changes.amend(request, call);
  }

  @Handles(operations.mergeOrganisation)
  merge(request: MergeOrganisation, call: Call): Promise<OrganisationView> {
    return this.changes.merge(request, call);
  }

  @Handles(operations.splitOrganisation)
  split(request: SplitOrganisation, call: Call): Promise<OrganisationView> {
    return this.changes.split(request, call);
  }

  @Handles(operations.dissolveOrganisation)
  dissolve(request: DissolveOrganisation, call: Call): Promise<OrganisationView> {
    return this.changes.dissolve(request, call);
  }

  @Handles(operations.reinstateOrganisation)
  reinstate(request: ReinstateOrganisation, call: Call): Promise<OrganisationView> {
    return this.changes.reinstate(request, call);
  }

  @Handles(operations.getOrganisationAsOf)
  asOf(request: GetOrganisationAsOf): Promise<OrganisationView> {
    return this.past.asOf(request);
  }

  @Handles(operations.getOrganisationHistory)
  history(request: GetOrganisationHistory): Promise<OrganisationHistory> {
    return this.past.history(request);
  }
}
