import { Injectable } from '@nestjs/common';
import type { Filter } from 'mongodb';
import type { Principal } from '#libs/access';
import {
  DEFAULT_PAGE,
  decodeCursor,
  encodeCursor,
  Forbidden,
  invalidCursor,
  NotFound,
} from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import { ServiceRuntime } from '#libs/service-host';
import { type AggregateDocument, brokeUniqueIndex, creationId, happened } from '#libs/store';
import type {
  ListPeople,
  Name,
  PersonPage,
  PersonView,
  RegisterPerson,
} from '../../contract/directory.dto.js';
import { Identity } from '../../contract/index.js';
import type { GetPerson, PersonHistory } from '../../contract/person-admin.dto.js';
import {
  AlreadyRegistered,
  OrganisationEnded,
  UnknownOrganisation,
  WeakPassword,
} from '../../contract/problems.js';
import { NO_TRIES, NOT_ERASED } from '../account/account-store.js';
import { OPERATOR } from '../account/operator-account.js';
import { hashPassword } from '../account/password.js';
import { statusOf } from '../organisation/organisation.js';
import { OrganisationStore } from '../organisation/organisation.store.js';
import { maySeePeopleOf, OPERATOR_ROLE, refusalToGrant } from './administration-rules.js';
import { weaknessOf } from './password-rules.js';
import { type PersonState, rolesAt } from './person.js';
import { ACCOUNT_INDEX, type PersonalFile, PersonStore, type PersonWithFile } from './person.store.js';
import { Roles } from './roles.js';

const MOST_STEPS = 500;
const NAMES = new Map(Object.values(Identity.events).map((event) => [event.subject, event.name]));

/** People, their accounts and roles: registration and queries. */
@Injectable()
export class People {
  constructor(
    private readonly store: PersonStore,
    private readonly organisations: OrganisationStore,
    private readonly roles: Roles,
    private readonly runtime: ServiceRuntime,
  ) {}

  async register(request: RegisterPerson, call: Call): Promise<PersonView> {
    const { account, name, organisation, roles, password } = request;
    if (!maySeePeopleOf(call.caller, organisation)) throw Forbidden.with();
    const refusal = refusalToGrant(call.caller, roles, this.roles.ofOrganisations);
    if (refusal) throw refusal;
    if (account === OPERATOR) throw AlreadyRegistered.with();
    if (password && weaknessOf(password, account)) throw WeakPassword.with();
    await this.assertAtWork(organisation);
    const id = creationId(call); // says nothing of the account: the id stands in events, the account does not
    const personal: PersonalFile = {
      account,
      name,
      ...(password && { password: await hashPassword(password) }),
    };
    const person = await this.store
      .create(
        id,
        request,
        call,
        () => [happened(Identity.events.personRegistered, { id, organisation, roles })],
        () => AlreadyRegistered.with(),
        { personal, aside: NO_TRIES },
      )
      .catch((error: unknown) => {
        throw brokeUniqueIndex(error, ACCOUNT_INDEX) ? AlreadyRegistered.with() : error;
      });
    return this.view({ ...person, personal, tries: NO_TRIES });
  }

  async list(request: ListPeople, { caller }: Call): Promise<PersonPage> {
    const { limit = DEFAULT_PAGE, cursor } = request;
    const after = cursor ? decodeCursor(cursor)?.[0] : undefined;
    if (cursor && typeof after !== 'string') throw invalidCursor();
    const named = request.q === undefined ? undefined : await this.store.findByAccount(request.q);
    const conditions: PersonFilter[] = [
      NOT_ERASED,
      ...conditionsOf(request),
      ...rightsOf(caller),
      ...(request.q === undefined ? [] : [{ _id: named?.id ?? '' }]),
    ];
    if (typeof after === 'string') conditions.push({ _id: { $gt: after } });
    const rows = await this.store.documents
      .find({ $and: conditions })
      .sort({ _id: 1 }) // names and accounts are sealed: the database cannot sort by them
      .limit(limit + 1)
      .toArray();
    const page = await Promise.all(rows.slice(0, limit).map((row) => this.store.withFile(row)));
    const last = page.at(-1);
    const names = await this.organisations.namesOf(page.map(({ state }) => state.organisation));
    return {
      items: page.map((person) => this.shown(person, names.get(person.state.organisation))),
      ...(rows.length > limit && last && { next: encodeCursor([last.id]) }),
    };
  }

  async get({ id }: GetPerson, call: Call): Promise<PersonView> {
    return this.view(await this.seen(id, call));
  }

  async history({ id }: GetPerson, call: Call): Promise<PersonHistory> {
    if (!call.caller.roles.includes('audit.reader')) await this.seen(id, call);
    const events = await this.store.history(id, MOST_STEPS);
    if (events.length === 0) throw NotFound.with();
    return {
      id,
      steps: events.map((event) => {
        const { roles, until, to, reason } = event.data as {
          roles?: string[];
          until?: string;
          to?: string;
          reason?: string;
        };
        return {
          version: event.aggregateversion,
          event: NAMES.get(event.type) ?? event.type,
          at: event.time,
          actor: event.actor,
          ...(event.onbehalfof && { onBehalfOf: event.onbehalfof }),
          ...(roles && { roles }),
          ...(until && { until }),
          ...(to && { organisation: to }),
          ...(reason && { reason }),
        };
      }),
    };
  }

  /** The person as administrators see them. */
  async view(person: PersonWithFile): Promise<PersonView> {
    const names = await this.organisations.namesOf([person.state.organisation]);
    return this.shown(person, names.get(person.state.organisation));
  }

  /** The person, when the caller may know of them. @throws Problem `not-found` */
  async seen(id: string, { caller }: Call): Promise<PersonWithFile> {
    const person = await this.store.findWithFile(id);
    if (!person || !maySeePeopleOf(caller, person.state.organisation)) throw NotFound.with();
    return person;
  }

  /** @throws Problem `unknown-organisation`, `organisation-ended` */
  async assertAtWork(code: string): Promise<void> {
    const organisation = await this.organisations.find(code);
    if (!organisation) throw UnknownOrganisation.with();
    if (statusOf(organisation.state) !== 'active') {
      const heir = await this.organisations.presentOf(code);
      throw OrganisationEnded.with(
        heir && heir.code !== code
          ? {
              detail: {
                zh: `承继单位：${heir.name.zh}（${heir.code}）`,
                en: `Taken over by ${heir.name.en} (${heir.code})`,
              },
            }
          : {},
      );
    }
  }

  private shown(
    { id, version, state, personal }: PersonWithFile,
    organisation: Name | undefined,
  ): PersonView {
    const roles = rolesAt(state, this.runtime.now());
    const expiring = (state.expiring ?? []).filter(({ role }) => roles.includes(role));
    return {
      id,
      version,
      account: personal.account,
      name: personal.name,
      organisation: state.organisation,
      organisationName: organisation?.zh ?? state.organisation,
      roles,
      ...(expiring.length > 0 && { expiring: [...expiring] }),
      ...(state.disabled && { disabled: true }),
      ...(state.mustChangePassword && { mustChangePassword: true }),
    };
  }
}

type PersonFilter = Filter<AggregateDocument<PersonState>>;

function conditionsOf({ organisation, role, state }: ListPeople): PersonFilter[] {
  return [
    ...(organisation ? [{ 'state.organisation': organisation }] : []),
    ...(role ? [{ 'state.roles': role }] : []),
    ...(state ? [{ 'state.disabled': state === 'disabled' ? true : ({ $ne: true } as never) }] : []),
  ];
}

/** The rights filter stands inside the query: pages are never filtered afterwards. */
function rightsOf(caller: Principal): PersonFilter[] {
  return caller.roles.includes(OPERATOR_ROLE) ? [] : [{ 'state.organisation': caller.organisation ?? '' }];
}
