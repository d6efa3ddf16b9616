import { Injectable } from '@nestjs/common';
import { NotFound } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import { ServiceRuntime } from '#libs/service-host';
import { brokeUniqueIndex, creationId, type DomainEvent, happened } from '#libs/store';
import type {
  ActForEnterprise,
  AuthoriseAgent,
  EnterpriseProfile,
  OpenedAccount,
  RegisterEnterprise,
  RemoveAgent,
} from '../../contract/citizen.dto.js';
import { Identity } from '../../contract/index.js';
import { AgentRefused, BadOrganisationCode, RegistrationRefused } from '../../contract/problems.js';
import type { Token } from '../../contract/session.dto.js';
import { idOf } from '../account/account.js';
import { NO_TRIES } from '../account/account-store.js';
import { ActingTokens } from '../account/acting-tokens.js';
import { CitizenStore } from '../citizen/citizen.store.js';
import { maskedPhone, RegistrationDesk } from '../citizen/registration-desk.js';
import { OrganisationStore } from '../organisation/organisation.store.js';
import { isOrganisationCode } from '../organisation/organisation-code.js';
import { CODE_INDEX, type EnterpriseState, EnterpriseStore } from './enterprise.store.js';

const LONGEST_SECONDS = 3_600;
const LONGEST_AGENCY_MS = 366 * 86_400_000;
const MOST_AGENTS = 100;
const { events } = Identity;

/** 法人: opening an account, the own profile, and agents (经办人). */
@Injectable()
export class Enterprises {
  constructor(
    private readonly store: EnterpriseStore,
    private readonly citizens: CitizenStore,
    private readonly organisations: OrganisationStore,
    private readonly desk: RegistrationDesk,
    private readonly tokens: ActingTokens,
    private readonly runtime: ServiceRuntime,
  ) {}

  async register(request: RegisterEnterprise, call: Call): Promise<OpenedAccount> {
    const { code, enterpriseName } = request;
    if (!isOrganisationCode(code)) throw BadOrganisationCode.with();
    const assurance = await this.desk.admit(request, { code, name: enterpriseName });
    // Nobody opens an account in the name of an organisation whose people are in the directory.
    if (await this.organisations.find(code)) throw RegistrationRefused.with();
    const id = creationId(call);
    const file = await this.desk.newFile('enterprise', request);
    await this.store
      .create(
        id,
        request,
        call,
        () => [happened(events.enterpriseRegistered, { id, code, enterpriseName, assurance })],
        () => RegistrationRefused.with(),
        { personal: file, aside: NO_TRIES },
      )
      .catch((error: unknown) => {
        throw brokeUniqueIndex(error, CODE_INDEX) ? RegistrationRefused.with() : error;
      });
    const opened = await this.store.findWithFile(id);
    return { subject: `enterprise:${id}`, account: opened?.personal.account ?? file.account, assurance };
  }

  async profile(call: Call): Promise<EnterpriseProfile> {
    const enterprise = await this.store.findWithFile(ownId(call));
    if (!enterprise || enterprise.state.status !== 'open') throw NotFound.with();
    const { state, personal } = enterprise;
    return {
      subject: call.caller.subject,
      account: personal.account,
      assurance: state.assurance,
      code: state.code,
      enterpriseName: state.enterpriseName,
      name: personal.name,
      phone: maskedPhone(personal.phone),
      agents: state.agents.map((agent) => ({ ...agent })),
    };
  }

  /** @throws Problem `agent-refused` for an unknown account as for a time that is not possible */
  async authorise(request: AuthoriseAgent, call: Call): Promise<EnterpriseProfile> {
    const citizen = await this.citizens.findByAccount(request.account);
    const ahead = Date.parse(request.until) - this.runtime.now().getTime();
    const possible = citizen?.state.status === 'open' && ahead > 0 && ahead <= LONGEST_AGENCY_MS;
    if (!citizen || !possible) throw AgentRefused.with();
    return this.change(request, call, (id, { code, agents }) => {
      if (agents.length >= MOST_AGENTS) throw AgentRefused.with();
      return [happened(events.agentAuthorised, { id, code, agent: citizen.id, until: request.until })];
    });
  }

  remove(request: RemoveAgent, call: Call): Promise<EnterpriseProfile> {
    return this.change(request, call, (id, { code, agents }) => {
      if (!agents.some(({ agent }) => agent === request.agent)) throw NotFound.with();
      return [happened(events.agentRemoved, { id, code, agent: request.agent })];
    });
  }

  /** A token with which an agent acts for the enterprise. */
  async actFor({ code }: ActForEnterprise, call: Call): Promise<Token> {
    const { subject, onBehalfOf } = call.caller;
    const document = await this.store.documents.findOne({ 'state.code': code, 'state.status': 'open' });
    const agency = document?.state.agents.find(({ agent }) => subject === `citizen:${agent}`);
    const left = (Date.parse(agency?.until ?? '') - this.runtime.now().getTime()) / 1_000;
    const citizen = agency && (await this.citizens.findWithFile(agency.agent));
    if (!document || onBehalfOf || !(left > 0) || citizen?.state.status !== 'open') throw AgentRefused.with();
    return this.tokens.issue(
      {
        subject,
        name: citizen.personal.name,
        roles: ['enterprise.agent'],
        onBehalfOf: `enterprise:${document._id}`,
        assurance: citizen.state.assurance,
      },
      call,
      Math.min(LONGEST_SECONDS, left),
    );
  }

  private async change(
    request: object,
    call: Call,
    decide: (id: string, state: EnterpriseState) => DomainEvent[],
  ): Promise<EnterpriseProfile> {
    const id = ownId(call);
    await this.store.update(id, request, call, ({ state }) => {
      if (state.status !== 'open') throw NotFound.with();
      return decide(id, state);
    });
    return this.profile(call);
  }
}

/** Id of the enterprise that calls itself; agents do not manage agents. @throws Problem `not-found` */
function ownId({ caller }: Call): string {
  if (!caller.subject.startsWith('enterprise:') || caller.onBehalfOf) throw NotFound.with();
  return idOf(caller.subject);
}
