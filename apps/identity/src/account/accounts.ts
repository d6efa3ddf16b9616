import { Injectable } from '@nestjs/common';
import { ServiceRuntime } from '#libs/service-host';
import { AccountLocked, WrongCredentials } from '../../contract/problems.js';
import type { Account, AccountSource } from './account.js';
import { verifyPassword } from './password.js';

const FAILURES_BEFORE_LOCK = 5;
const LOCK_MS = 5 * 60_000;

/** All accounts that can sign in here, of every kind; checks their passwords and locks them. */
@Injectable()
export class Accounts {
  private readonly sources: AccountSource[] = [];

  constructor(private readonly runtime: ServiceRuntime) {}

  /** Adds a kind of accounts. Of two kinds that know an account name, the one added first has it. */
  add(source: AccountSource): void {
    if (this.sources.some(({ kind }) => kind === source.kind))
      throw new Error(`${source.kind} is added twice`);
    this.sources.push(source);
  }

  /**
   * The account, when the password is its own and it may sign in.
   * @throws Problem `wrong-credentials` for an unknown or disabled account and a wrong password, all alike;
   *   `account-locked` with the seconds that are left
   */
  async authenticate(name: string, password: string): Promise<Account> {
    const found = await this.find(name);
    if (found) this.assertNotLocked(found.account);
    const right = found
      ? await found.account.verifyPassword(password)
      : await verifyPassword(password, undefined);
    if (!right || !found || found.account.disabled) {
      if (found) await found.source.noteFailure(found.account.subject, FAILURES_BEFORE_LOCK, this.lockEnd());
      throw WrongCredentials.with();
    }
    // A lock that fell meanwhile holds for this attempt too: many guesses at once gain nothing.
    const present = (await found.source.findByAccount(name)) ?? found.account;
    this.assertNotLocked(present);
    if (present.disabled) throw WrongCredentials.with();
    if (present.failures > 0) await found.source.clearFailures(present.subject);
    return present;
  }

  /** The account of a subject; undefined when there is none (any more). */
  async bySubject(subject: string): Promise<Account | undefined> {
    for (const source of this.sources) {
      const account = await source.findBySubject(subject);
      if (account) return account;
    }
    return undefined;
  }

  private async find(name: string): Promise<{ source: AccountSource; account: Account } | undefined> {
    for (const source of this.sources) {
      const account = await source.findByAccount(name);
      if (account) return { source, account };
    }
    return undefined;
  }

  private assertNotLocked({ lockedUntil }: Account): void {
    const left = (lockedUntil?.getTime() ?? 0) - this.runtime.now().getTime();
    if (left > 0) throw AccountLocked.with({ retryAfter: Math.ceil(left / 1_000) });
  }

  private lockEnd(): Date {
    return new Date(this.runtime.now().getTime() + LOCK_MS);
  }
}
