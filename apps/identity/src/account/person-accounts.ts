import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import { OrganisationStore } from '../organisation/organisation.store.js';
import { PersonStore, type PersonWithFile } from '../person/person.store.js';
import { type Account, type AccountSource, idOf } from './account.js';
import { Accounts } from './accounts.js';
import { verifyPassword } from './password.js';

/** Accounts of people in organisations. */
@Injectable()
export class PersonAccounts implements AccountSource {
  readonly kind = 'person';

  constructor(
    accounts: Accounts,
    private readonly people: PersonStore,
    private readonly organisations: OrganisationStore,
  ) {
    accounts.add(this);
  }

  async findByAccount(account: string): Promise<Account | undefined> {
    const person = await this.people.findByAccount(account);
    return person && this.asAccount(person);
  }

  async findBySubject(subject: string): Promise<Account | undefined> {
    if (!subject.startsWith('person:')) return undefined;
    const person = await this.people.findWithFile(idOf(subject));
    return person && this.asAccount(person);
  }

  noteFailure(subject: string, most: number, lockedUntil: Date): Promise<void> {
    return this.people.noteFailure(idOf(subject), most, lockedUntil);
  }

  clearFailures(subject: string): Promise<void> {
    return this.people.clearFailures(idOf(subject));
  }

  private asAccount(person: PersonWithFile): Account {
    const { account, failures, lockedUntil, password } = person.personal;
    return {
      subject: `person:${person.id}`,
      account,
      disabled: false,
      failures,
      ...(lockedUntil && { lockedUntil }),
      verifyPassword: (tried) => verifyPassword(tried, password),
      principal: () => this.principalOf(person),
    };
  }

  private async principalOf({ id, state, personal }: PersonWithFile): Promise<Principal> {
    const organisation = await this.organisations.find(state.organisation);
    return {
      subject: `person:${id}`,
      name: personal.name.zh,
      organisation: state.organisation,
      ...(organisation && { organisationName: organisation.state.name.zh }),
      roles: state.roles,
    };
  }
}
