import { Controller } from '@nestjs/common';
import type { Empty } from '#libs/contract-kit';
import { type Call, Handles } from '#libs/messaging';
import { Identity } from '../../contract/index.js';
import type { Caller, SignIn, Token } from '../../contract/session.dto.js';
import type {
  ListSessions,
  RevokedSubject,
  RevokeSession,
  RevokeSubject,
  SessionPage,
  SessionView,
  SignedOut,
} from '../../contract/session-list.dto.js';
import { Sessions } from './sessions.js';
import { SignInService } from './sign-in.js';

const { operations } = Identity;

@Controller()
export class SessionHandlers {
  constructor(
    private readonly direct: SignInService,
    private readonly sessions: Sessions,
  ) {}

  @Handles(operations.signIn)
  signIn(request: SignIn): Promise<Token> {
    return this.direct.signIn(request);
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

  @Handles(operations.signOut)
  async signOut(_request: Empty, { caller }: Call): Promise<SignedOut> {
    if (caller.session === undefined) return { signedOut: false };
    await this.sessions.end(caller.session);
    return { signedOut: true };
  }

  @Handles(operations.listSessions)
  list(request: ListSessions, call: Call): Promise<SessionPage> {
    return this.sessions.list(request, call);
  }

  @Handles(operations.revokeSession)
  revoke({ id }: RevokeSession, call: Call): Promise<SessionView> {
    return this.sessions.revoke(id, call);
  }

  @Handles(operations.revokeSubject)
  async revokeSubject({ subject }: RevokeSubject): Promise<RevokedSubject> {
    return { subject, sessions: await this.sessions.endAllOf(subject) };
  }
}
