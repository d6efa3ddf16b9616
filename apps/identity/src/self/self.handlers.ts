import { Controller } from '@nestjs/common';
import type { Empty } from '#libs/contract-kit';
import { type Call, Handles } from '#libs/messaging';
import type {
  ActForEnterprise,
  AuthoriseAgent,
  ChangePhone,
  CitizenProfile,
  CloseAccount,
  ClosedAccount,
  EnterpriseProfile,
  OpenedAccount,
  PhoneChanged,
  RegisterCitizen,
  RegisterEnterprise,
  RemoveAgent,
} from '../../contract/citizen.dto.js';
import { Identity } from '../../contract/index.js';
import type { ChangePassword, MyAccount, PasswordChange } from '../../contract/person-admin.dto.js';
import type { Token } from '../../contract/session.dto.js';
import { Citizens } from '../citizen/citizens.js';
import { Enterprises } from '../enterprise/enterprises.js';
import { OwnAccount } from './own-account.js';

const { operations } = Identity;

/** What owners do with their own account. */
@Controller()
export class SelfHandlers {
  constructor(
    private readonly own: OwnAccount,
    private readonly citizens: Citizens,
    private readonly enterprises: Enterprises,
  ) {}

  @Handles(operations.getMyAccount)
  getMyAccount(_request: Empty, call: Call): Promise<MyAccount> {
    return this.own.get(call);
  }

  @Handles(operations.changeMyPassword)
  changePassword(request: ChangePassword, call: Call): Promise<PasswordChange> {
    return this.own.changePassword(request, call);
  }

  @Handles(operations.changeMyPhone)
  changePhone(request: ChangePhone, call: Call): Promise<PhoneChanged> {
    return this.own.changePhone(request, call);
  }

  @Handles(operations.closeMyAccount)
  close(request: CloseAccount, call: Call): Promise<ClosedAccount> {
    return this.own.close(request, call);
  }

  @Handles(operations.registerCitizen)
  registerCitizen(request: RegisterCitizen, call: Call): Promise<OpenedAccount> {
    return this.citizens.register(request, call);
  }

  @Handles(operations.getMyCitizenProfile)
  citizenProfile(_request: Empty, call: Call): Promise<CitizenProfile> {
    return this.citizens.profile(call);
  }

  @Handles(operations.registerEnterprise)
  registerEnterprise(request: RegisterEnterprise, call: Call): Promise<OpenedAccount> {
    return this.enterprises.register(request, call);
  }

  @Handles(operations.getMyEnterpriseProfile)
  enterpriseProfile(_request: Empty, call: Call): Promise<EnterpriseProfile> {
    return this.enterprises.profile(call);
  }

  @Handles(operations.authoriseAgent)
  authorise(request: AuthoriseAgent, call: Call): Promise<EnterpriseProfile> {
    return this.enterprises.authorise(request, call);
  }

  @Handles(operations.removeAgent)
  remove(request: RemoveAgent, call: Call): Promise<EnterpriseProfile> {
    return this.enterprises.remove(request, call);
  }

  @Handles(operations.actForEnterprise)
  actForEnterprise(request: ActForEnterprise, call: Call): Promise<Token> {
    return this.enterprises.actFor(request, call);
  }
}
