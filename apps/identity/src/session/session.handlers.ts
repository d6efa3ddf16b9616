import { Controller } from '@nestjs/common';
import type { Empty } from '#libs/contract-kit';
import { type Call, Handles } from '#libs/messaging';
import { Identity } from '../../contract/index.js';
import type { Caller, KeySet, SignIn, Token } from '../../contract/session.dto.js';
import { SignInService } from './sign-in.js';
import { SigningKeys } from './signing-keys.js';

const { operations } = Identity;

@Controller()
export class SessionHandlers {
  constructor(
    private readonly sessions: SignInService,
    private readonly keys: SigningKeys,
  ) {}

  @Handles(operations.signIn)
  signIn(request: SignIn): Promise<Token> {
    return this.sessions.signIn(request);
  }

  @Handles(operations.getKeys)
  async getKeys(): Promise<KeySet> {
    return this.keys.keySet();
  }

  @Handles(operations.whoAmI)
  async whoAmI(_request: Empty, { caller }: Call): Promise<Caller> {
    return {
      subject: caller.subject,
      name: caller.name ?? caller.subject,
      roles: [...caller.roles],
      ...(caller.organisation && { organisation: caller.organisation }),
      ...(caller.organisationName && { organisationName: caller.organisationName }),
    };
  }
}
