import { Injectable } from '@nestjs/common';
import { DEFAULT_PAGE, decodeCursor, encodeCursor, invalidCursor } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import { brokeUniqueIndex, creationId, happened } from '#libs/store';
import type {
  ListPeople,
  Name,
  PersonPage,
  PersonView,
  RegisterPerson,
} from '../../contract/directory.dto.js';
import { Identity } from '../../contract/index.js';
import { AlreadyRegistered, UnknownOrganisation } from '../../contract/problems.js';
import { OPERATOR } from '../account/operator-account.js';
import { hashPassword } from '../account/password.js';
import { OrganisationStore } from '../organisation/organisation.store.js';
import {
  ACCOUNT_INDEX,
  type PersonalFile,
  PersonStore,
  type PersonWithFile,
  withFile,
} from './person.store.js';

/** People, their accounts and roles. */
@Injectable()
export class People {
  constructor(
    private readonly store: PersonStore,
    private readonly organisations: OrganisationStore,
  ) {}

  async register(request: RegisterPerson, call: Call): Promise<PersonView> {
    const { account, name, organisation, roles, password } = request;
    if (account === OPERATOR) throw AlreadyRegistered.with();
    const employer = await this.organisations.find(organisation);
    if (!employer) throw UnknownOrganisation.with();
    const id = creationId(call); // says nothing of the account: the id stands in events, the account does not
    const personal: PersonalFile = {
      account,
      name,
      failures: 0,
      ...(password && { password: await hashPassword(password) }),
    };
    const person = await this.store
      .create(
        id,
        request,
        call,
        () => [happened(Identity.events.personRegistered, { id, organisation, roles })],
        () => AlreadyRegistered.with(),
        personal,
      )
      .catch((error: unknown) => {
        throw brokeUniqueIndex(error, ACCOUNT_INDEX) ? AlreadyRegistered.with() : error;
      });
    return view({ ...person, personal }, employer.state.name);
  }

  async list({ organisation, limit = DEFAULT_PAGE, cursor }: ListPeople): Promise<PersonPage> {
    const after = cursor ? decodeCursor(cursor)?.[0] : undefined;
    if (cursor && typeof after !== 'string') throw invalidCursor();
    const rows = await this.store.documents
      .find({
        ...(organisation && { 'state.organisation': organisation }),
        ...(typeof after === 'string' && { 'personal.account': { $gt: after } }),
      })
      .sort({ 'personal.account': 1 })
      .limit(limit + 1)
      .toArray();
    const page = rows.slice(0, limit).map(withFile);
    const last = page.at(-1);
    const names = await this.namesOf(page.map(({ state }) => state.organisation));
    return {
      items: page.map((person) => view(person, names.get(person.state.organisation))),
      ...(rows.length > limit && last && { next: encodeCursor([last.personal.account]) }),
    };
  }

  private async namesOf(codes: readonly string[]): Promise<Map<string, Name>> {
    const found = await this.organisations.documents.find({ _id: { $in: [...new Set(codes)] } }).toArray();
    return new Map(found.map(({ _id, state }) => [_id, state.name]));
  }
}

function view({ id, version, state, personal }: PersonWithFile, organisation: Name | undefined): PersonView {
  return {
    id,
    version,
    account: personal.account,
    name: personal.name,
    organisation: state.organisation,
    organisationName: organisation?.zh ?? state.organisation,
    roles: [...state.roles],
  };
}
