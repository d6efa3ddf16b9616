import { Injectable } from '@nestjs/common';
import type { SignIn, Token } from '../../contract/session.dto.js';
import { Accounts } from '../account/accounts.js';
import { SigningKeys } from './signing-keys.js';

/** Sign-in with account and password. */
@Injectable()
export class SignInService {
  constructor(
    private readonly accounts: Accounts,
    private readonly keys: SigningKeys,
  ) {}

  async signIn({ account, password }: SignIn): Promise<Token> {
    const signedIn = await this.accounts.authenticate(account, password);
    return this.keys.tokenFor(await signedIn.principal());
  }
}
