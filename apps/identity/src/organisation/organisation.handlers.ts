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
import { Organisations } from './organisations.js';

const { operations } = Identity;

@Controller()
export class OrganisationHandlers {
  constructor(private readonly organisations: Organisations) {}

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
}
