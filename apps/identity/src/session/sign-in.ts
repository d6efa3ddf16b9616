import { Injectable } from '@nestjs/common';
import type { SignIn, Token } from '../../contract/session.dto.js';
import { Accounts } from '../account/accounts.js';
import { AccessTokens } from '../tokens/access-tokens.js';
import { LIFETIME } from '../tokens/token-lifetimes.js';
import { Sessions } from './sessions.js';

/** What the list of sessions calls the direct grant. */
const DIRECT = 'direct';

/** The direct grant for tools: account and password for a token. Browsers use the OpenID provider. */
@Injectable()
export class SignInService {
  constructor(
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly tokens: AccessTokens,
  ) {}

  async signIn({ account, password }: SignIn): Promise<Token> {
    const signedIn = await this.accounts.authenticate(account, password);
    const { subject } = signedIn;
    const session = await this.sessions.open({ subject, client: DIRECT, seconds: LIFETIME.direct });
    return this.tokens.issue(await signedIn.principal(), session);
  }
}
