import { Injectable } from '@nestjs/common';
import { Forbidden, NotFound } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import { ServiceRuntime } from '#libs/service-host';
import { happened } from '#libs/store';
import type { ChangePhone, CloseAccount, ClosedAccount, PhoneChanged } from '../../contract/citizen.dto.js';
import { Identity } from '../../contract/index.js';
import type { ChangePassword, MyAccount, PasswordChange } from '../../contract/person-admin.dto.js';
import { WeakPassword } from '../../contract/problems.js';
import { type Account, idOf } from '../account/account.js';
import { Accounts } from '../account/accounts.js';
import { hashPassword } from '../account/password.js';
import { CitizenStore } from '../citizen/citizen.store.js';
import { EnterpriseStore } from '../enterprise/enterprise.store.js';
import { weaknessOf } from '../person/password-rules.js';
import { rolesAt } from '../person/person.js';
import { PersonStore } from '../person/person.store.js';

const { events } = Identity;
/** What owners do with their own account, whatever its kind. Who acts for another does not touch accounts. */
@Injectable()
export class OwnAccount {
  constructor(
    private readonly accounts: Accounts,
    private readonly people: PersonStore,
    private readonly citizens: CitizenStore,
    private readonly enterprises: EnterpriseStore,
    private readonly runtime: ServiceRuntime,
  ) {}

  async get(call: Call): Promise<MyAccount> {
    const account = await this.own(call);
    const principal = await account.principal();
    const person = await this.people.findWithFile(idOf(account.subject));
    const roles = person ? rolesAt(person.state, this.runtime.now()) : [...principal.roles];
    return {
      subject: account.subject,
      account: account.account,
      name: person?.personal.name ?? { zh: principal.name ?? '', en: principal.name ?? '' },
      ...(principal.organisation && { organisation: principal.organisation }),
      roles,
      expiring: [...(person?.state.expiring ?? [])].filter(({ role }) => roles.includes(role)),
      mustChangePassword: person?.state.mustChangePassword ?? false,
    };
  }

  async changePassword(request: ChangePassword, call: Call): Promise<PasswordChange> {
    const account = await this.own(call);
    await this.accounts.authenticate(account.account, request.present);
    if (request.password === request.present || weaknessOf(request.password, account.account))
      throw WeakPassword.with();
    const file = { password: await hashPassword(request.password) };
    const id = idOf(account.subject);
    switch (kindOf(account.subject)) {
      case 'person':
        await this.people.change(id, request, call, () => [happened(events.passwordChanged, { id })], file);
        break;
      case 'citizen':
        await this.citizens.change(id, request, call, () => [happened(events.citizenAmended, { id })], file);
        break;
      case 'enterprise':
        await this.enterprises.change(
          id,
          request,
          call,
          ({ state: { code } }) => [happened(events.enterpriseAmended, { id, code })],
          file,
        );
        break;
      default:
        throw Forbidden.with({ detail: NOT_HERE });
    }
    return { changedAt: this.runtime.now().toISOString() };
  }

  async changePhone(request: ChangePhone, call: Call): Promise<PhoneChanged> {
    const { subject } = await this.own(call);
    const id = idOf(subject);
    const { phone } = request;
    if (kindOf(subject) === 'citizen')
      await this.citizens.change(id, request, call, () => [happened(events.citizenAmended, { id })], {
        phone,
      });
    else if (kindOf(subject) === 'enterprise')
      await this.enterprises.change(
        id,
        request,
        call,
        ({ state: { code } }) => [happened(events.enterpriseAmended, { id, code })],
        { phone },
      );
    else throw NotFound.with();
    return { changed: true };
  }

  async close(request: CloseAccount, call: Call): Promise<ClosedAccount> {
    const account = await this.own(call);
    const id = idOf(account.subject);
    const kind = kindOf(account.subject);
    if (kind !== 'citizen' && kind !== 'enterprise') throw NotFound.with();
    await this.accounts.authenticate(account.account, request.password);
    if (kind === 'citizen')
      await this.citizens.change(id, request, call, () => [happened(events.citizenClosed, { id })]);
    else
      await this.enterprises.change(id, request, call, ({ state: { code } }) => [
        happened(events.enterpriseClosed, { id, code }),
      ]);
    return { closed: true };
  }

  private async own({ caller }: Call): Promise<Account> {
    if (caller.onBehalfOf) throw Forbidden.with({ detail: ACTING });
    const account = await this.accounts.bySubject(caller.subject);
    if (!account || account.disabled) throw NotFound.with();
    return account;
  }
}

function kindOf(subject: string): string {
  return subject.slice(0, subject.indexOf(':'));
}

const ACTING = {
  zh: '代办时不能管理账号，请先结束代办',
  en: 'Who acts for another does not change accounts',
};
const NOT_HERE = { zh: '该账号的密码不在此处管理', en: 'The password of this account is not kept here' };
