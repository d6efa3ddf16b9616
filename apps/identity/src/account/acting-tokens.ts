import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import type { Call } from '#libs/messaging';
import type { Token } from '../../contract/session.dto.js';
import { Sessions } from '../session/sessions.js';
import { AccessTokens } from '../tokens/access-tokens.js';

/**
 * Tokens with which somebody explicitly acts for another. They belong to the session that they were asked with,
 * and end with it.
 */
@Injectable()
export class ActingTokens {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly sessions: Sessions,
  ) {}

  /** @param seconds how long it holds at most */
  async issue(principal: Principal, { caller }: Call, seconds: number): Promise<Token> {
    const session =
      caller.session ??
      (await this.sessions.open({
        subject: principal.subject,
        client: 'direct',
        seconds: Math.ceil(seconds),
      }));
    return this.tokens.issue(principal, session, seconds);
  }
}
