import type { Assurance } from '../../contract/citizen.dto.js';
import { type Account, type AccountSource, idOf } from './account.js';
import type { AccountFile, AccountStore, WithFile } from './account-store.js';
import type { Accounts } from './accounts.js';
import { verifyPassword } from './password.js';

interface OwnerState {
  readonly status: 'open' | 'closed';
  readonly assurance: Assurance;
}

/** Accounts that their owners opened themselves: citizens and enterprises. They have no roles and no organisation. */
export abstract class OwnerAccounts<State extends OwnerState, File extends AccountFile>
  implements AccountSource
{
  protected constructor(
    readonly kind: 'citizen' | 'enterprise',
    private readonly store: AccountStore<State, File>,
    accounts: Accounts,
  ) {
    accounts.add(this);
  }

  /** The name that tokens show. */
  protected abstract shownName(owner: WithFile<State, File>): string;

  async findByAccount(account: string): Promise<Account | undefined> {
    if (!account.startsWith(`${this.kind}-`)) return undefined;
    const owner = await this.store.findByAccount(account);
    return owner && this.asAccount(owner);
  }

  async findBySubject(subject: string): Promise<Account | undefined> {
    if (!subject.startsWith(`${this.kind}:`)) return undefined;
    const owner = await this.store.findWithFile(idOf(subject));
    return owner && this.asAccount(owner);
  }

  noteFailure(subject: string, most: number, lockedUntil: Date): Promise<void> {
    return this.store.noteFailure(idOf(subject), most, lockedUntil);
  }

  clearFailures(subject: string): Promise<void> {
    return this.store.clearFailures(idOf(subject));
  }

  private asAccount(owner: WithFile<State, File>): Account {
    const { account, password } = owner.personal;
    const { failures, lockedUntil } = owner.tries;
    const subject = `${this.kind}:${owner.id}`;
    return {
      subject,
      account,
      disabled: owner.state.status === 'closed',
      failures,
      ...(lockedUntil && { lockedUntil }),
      verifyPassword: (tried) => verifyPassword(tried, password),
      principal: async () => ({
        subject,
        name: this.shownName(owner),
        roles: [],
        assurance: owner.state.assurance,
      }),
    };
  }
}
