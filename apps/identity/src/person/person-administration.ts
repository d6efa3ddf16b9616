import { Injectable } from '@nestjs/common';
import { InvalidRequest, NotAllowedNow } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import { ServiceRuntime } from '#libs/service-host';
import { type DomainEvent, happened } from '#libs/store';
import type { PersonView } from '../../contract/directory.dto.js';
import { Identity } from '../../contract/index.js';
import type {
  AmendPerson,
  GrantRoles,
  MovePerson,
  OneTimePassword,
  ResetPassword,
  RevokeRoles,
  SwitchPerson,
} from '../../contract/person-admin.dto.js';
import { PasswordShownOnce, UnknownRole } from '../../contract/problems.js';
import { hashPassword, verifyPassword } from '../account/password.js';
import { DelegationStore } from '../delegation/delegation.store.js';
import { refusalToAdminister, refusalToGrant } from './administration-rules.js';
import { newOneTimePassword } from './one-time-password.js';
import { People } from './people.js';
import type { PersonState } from './person.js';
import { type PersonalFile, PersonStore, type PersonWithFile } from './person.store.js';
import { Roles } from './roles.js';

const { events } = Identity;

/** Commands of administrators about people. */
@Injectable()
export class PersonAdministration {
  constructor(
    private readonly store: PersonStore,
    private readonly people: People,
    private readonly roles: Roles,
    private readonly delegations: DelegationStore,
    private readonly runtime: ServiceRuntime,
  ) {}

  amend(request: AmendPerson, call: Call): Promise<PersonView> {
    const { id, name } = request;
    return this.change(id, request, call, () => [happened(events.personAmended, { id })], { name });
  }

  async move(request: MovePerson, call: Call): Promise<PersonView> {
    const { id, organisation: to, reason, keepRoles } = request;
    await this.people.assertAtWork(to);
    return this.change(id, request, call, ({ organisation: from, roles }) =>
      from === to
        ? []
        : [happened(events.personMoved, { id, from, to, reason, roles: keepRoles ? [...roles] : [] })],
    );
  }

  async grant(request: GrantRoles, call: Call): Promise<PersonView> {
    const { id, roles, until, reason } = request;
    const unknown = roles.filter((role) => !this.roles.has(role));
    if (unknown.length > 0)
      throw UnknownRole.with({ detail: { zh: unknown.join('、'), en: unknown.join(', ') } });
    const refusal = refusalToGrant(call.caller, roles, this.roles.ofOrganisations);
    if (refusal) throw refusal;
    if (until && Date.parse(until) <= this.runtime.now().getTime())
      throw InvalidRequest.with({ errors: [PAST] });
    return this.change(id, request, call, () => [
      happened(events.rolesGranted, { id, roles, reason, ...(until && { until }) }),
    ]);
  }

  revoke(request: RevokeRoles, call: Call): Promise<PersonView> {
    const { id, roles, reason } = request;
    return this.change(id, request, call, (state) => {
      const held = roles.filter((role) => state.roles.includes(role));
      return held.length > 0 ? [happened(events.rolesRevoked, { id, roles: held, reason })] : [];
    });
  }

  disable(request: SwitchPerson, call: Call): Promise<PersonView> {
    return this.change(request.id, request, call, ({ disabled }) => {
      if (disabled) throw NotAllowedNow.with({ allowed: ['enablePerson'] });
      return [happened(events.personDisabled, { ...request })];
    });
  }

  enable(request: SwitchPerson, call: Call): Promise<PersonView> {
    return this.change(request.id, request, call, ({ disabled }) => {
      if (!disabled) throw NotAllowedNow.with({ allowed: ['disablePerson'] });
      return [happened(events.personEnabled, { ...request })];
    });
  }

  /** A repeated command finds the first one's hash in place of its own: the password was shown then. */
  async resetPassword(request: ResetPassword, call: Call): Promise<OneTimePassword> {
    const { id } = request;
    const password = newOneTimePassword();
    const { version } = await this.change(id, request, call, () => [happened(events.passwordReset, { id })], {
      password: await hashPassword(password),
    });
    await this.store.clearFailures(id);
    const present = await this.store.findWithFile(id);
    if (!(await verifyPassword(password, present?.personal.password))) throw PasswordShownOnce.with();
    return { password, version };
  }

  private async change(
    id: string,
    request: object,
    call: Call,
    decide: (state: PersonState) => DomainEvent[],
    file?: Partial<PersonalFile>,
  ): Promise<PersonView> {
    const person = await this.people.seen(id, call);
    const acting = await this.delegations.rolesOfDelegate(id, this.runtime.now());
    const changed = await this.store.change(
      id,
      request,
      call,
      ({ state }) => {
        this.assertMay(call, id, state, acting);
        return decide(state);
      },
      file,
    );
    const present: PersonWithFile = {
      ...changed,
      tries: person.tries,
      personal: { ...person.personal, ...(file?.name && { name: file.name }) },
    };
    return this.people.view(present);
  }

  private assertMay(call: Call, id: string, state: PersonState, acting: readonly string[]): void {
    const person = {
      subject: `person:${id}`,
      organisation: state.organisation,
      roles: [...state.roles, ...acting],
    };
    const refusal = refusalToAdminister(call.caller, person, this.roles.ofOrganisations);
    if (refusal) throw refusal;
  }
}

const PAST = {
  path: '/until',
  rule: 'future',
  message: { zh: '截止时间已过', en: 'The end lies in the past' },
  remedy: { zh: '选择以后的时间', en: 'Choose a later time' },
};
