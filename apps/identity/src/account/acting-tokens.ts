import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import type { Call } from '#libs/messaging';
import type { Token } from '../../contract/session.dto.js';
import { SigningKeys } from '../session/signing-keys.js';

/** Tokens with which somebody explicitly acts for another. They belong to the session that they were asked with. */
@Injectable()
export class ActingTokens {
  constructor(private readonly keys: SigningKeys) {}

  /** @param seconds how long it holds at most */
  issue(principal: Principal, _call: Call, seconds: number): Promise<Token> {
    return this.keys.tokenFor(principal, seconds);
  }
}
