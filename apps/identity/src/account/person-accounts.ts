import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import { ServiceRuntime } from '#libs/service-host';
import { statusOf } from '../organisation/organisation.js';
import { OrganisationStore } from '../organisation/organisation.store.js';
import { tokenRolesAt } from '../person/person.js';
import { PersonStore, type PersonWithFile } from '../person/person.store.js';
import { type Account, type AccountSource, idOf } from './account.js';
import { Accounts } from './accounts.js';
import { verifyPassword } from './password.js';

/** Accounts of people in organisations. Those of a dissolved organisation cannot sign in. */
@Injectable()
export class PersonAccounts implements AccountSource {
  readonly kind = 'person';

  constructor(
    accounts: Accounts,
    private readonly people: PersonStore,
    private readonly organisations: OrganisationStore,
    private readonly runtime: ServiceRuntime,
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

  private async asAccount(person: PersonWithFile): Promise<Account> {
    const { account, password } = person.personal;
    const { failures, lockedUntil } = person.tries;
    const organisation = await this.organisations.find(person.state.organisation);
    return {
      subject: `person:${person.id}`,
      account,
      disabled:
        person.state.disabled === true ||
        (organisation && statusOf(organisation.state) === 'dissolved') === true,
      failures,
      ...(lockedUntil && { lockedUntil }),
      verifyPassword: (tried) => verifyPassword(tried, password),
      principal: () => this.principalOf(person),
    };
  }

  /** A person of an organisation that has ended speaks for its heir, even before the move has reached them. */
  private async principalOf({ id, state, personal }: PersonWithFile): Promise<Principal> {
    const organisation = await this.organisations.presentOf(state.organisation);
    return {
      subject: `person:${id}`,
      name: personal.name.zh,
      organisation: organisation?.code ?? state.organisation,
      ...(organisation && { organisationName: organisation.name.zh }),
      roles: tokenRolesAt(state, this.runtime.now()),
    };
  }
}
