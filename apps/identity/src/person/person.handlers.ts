import { Controller } from '@nestjs/common';
import { type Call, Handles } from '#libs/messaging';
import type { ListPeople, PersonPage, PersonView, RegisterPerson } from '../../contract/directory.dto.js';
import { Identity } from '../../contract/index.js';
import { People } from './people.js';

const { operations } = Identity;

@Controller()
export class PersonHandlers {
  constructor(private readonly people: People) {}

  @Handles(operations.registerPerson)
  register(request: RegisterPerson, call: Call): Promise<PersonView> {
    return this.people.register(request, call);
  }

  @Handles(operations.listPeople)
  list(request: ListPeople): Promise<PersonPage> {
    return this.people.list(request);
  }
}
