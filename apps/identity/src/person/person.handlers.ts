import { Controller } from '@nestjs/common';
import type { Empty } from '#libs/contract-kit';
import { type Call, Handles } from '#libs/messaging';
import type { ListPeople, PersonPage, PersonView, RegisterPerson } from '../../contract/directory.dto.js';
import { Identity } from '../../contract/index.js';
import type {
  AmendPerson,
  GetPerson,
  GrantRoles,
  MovePerson,
  NamePeople,
  OneTimePassword,
  PersonHistory,
  ResetPassword,
  RevokeRoles,
  RoleList,
  ShownPeople,
  SwitchPerson,
} from '../../contract/person-admin.dto.js';
import { People } from './people.js';
import { PersonAdministration } from './person-administration.js';
import { PersonNames } from './person-names.js';
import { Roles } from './roles.js';

const { operations } = Identity;

@Controller()
export class PersonHandlers {
  constructor(
    private readonly people: People,
    private readonly administration: PersonAdministration,
    private readonly roles: Roles,
    private readonly names: PersonNames,
  ) {}

  @Handles(operations.registerPerson)
  register(request: RegisterPerson, call: Call): Promise<PersonView> {
    return this.people.register(request, call);
  }

  @Handles(operations.listPeople)
  list(request: ListPeople, call: Call): Promise<PersonPage> {
    return this.people.list(request, call);
  }

  @Handles(operations.getPerson)
  get(request: GetPerson, call: Call): Promise<PersonView> {
    return this.people.get(request, call);
  }

  @Handles(operations.getPersonHistory)
  history(request: GetPerson, call: Call): Promise<PersonHistory> {
    return this.people.history(request, call);
  }

  @Handles(operations.amendPerson)
  amend(request: AmendPerson, call: Call): Promise<PersonView> {
    return this.administration.amend(request, call);
  }

  @Handles(operations.movePerson)
  move(request: MovePerson, call: Call): Promise<PersonView> {
    return this.administration.move(request, call);
  }

  @Handles(operations.grantRoles)
  grant(request: GrantRoles, call: Call): Promise<PersonView> {
    return this.administration.grant(request, call);
  }

  @Handles(operations.revokeRoles)
  revoke(request: RevokeRoles, call: Call): Promise<PersonView> {
    return this.administration.revoke(request, call);
  }

  @Handles(operations.disablePerson)
  disable(request: SwitchPerson, call: Call): Promise<PersonView> {
    return this.administration.disable(request, call);
  }

  @Handles(operations.enablePerson)
  enable(request: SwitchPerson, call: Call): Promise<PersonView> {
    return this.administration.enable(request, call);
  }

  @Handles(operations.resetPassword)
  resetPassword(request: ResetPassword, call: Call): Promise<OneTimePassword> {
    return this.administration.resetPassword(request, call);
  }

  @Handles(operations.listRoles)
  async listRoles(_request: Empty): Promise<RoleList> {
    return this.roles.list();
  }

  @Handles(operations.namePeople)
  namePeople(request: NamePeople): Promise<ShownPeople> {
    return this.names.name(request);
  }
}
