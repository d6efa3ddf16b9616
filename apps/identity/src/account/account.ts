import type { Principal } from '#libs/access';

/** An account as sign-in sees it, of whatever kind: a person, a citizen, an enterprise, the operator. */
export interface Account {
  /** `person:<id>`, `citizen:<id>`, `enterprise:<id>`, `system:operator`: what tokens name, for ever the same. */
  readonly subject: string;
  /** The name that it signs in with. */
  readonly account: string;
  /** Disabled accounts cannot sign in, and their sessions are not renewed. */
  readonly disabled: boolean;
  /** Failed sign-ins in a row. */
  readonly failures: number;
  readonly lockedUntil?: Date;
  /** Whether this is its password. Takes the same time when the account has none. */
  verifyPassword(password: string): Promise<boolean>;
  /** Who a token for it speaks for, as the directory has it now. `subject` is the account's. */
  principal(): Promise<Principal>;
}

/**
 * Where accounts of one kind are found. A kind joins by one provider that calls `accounts.add(source)` in its
 * constructor, as `PersonAccounts` does; nothing else in sign-in, sessions or OIDC knows the kinds.
 */
export interface AccountSource {
  /** What stands before the colon of its subjects: `person`. */
  readonly kind: string;
  findByAccount(account: string): Promise<Account | undefined>;
  findBySubject(subject: string): Promise<Account | undefined>;
  /** Counts a failed sign-in in one atomic write; the one that makes `most` locks the account instead. */
  noteFailure(subject: string, most: number, lockedUntil: Date): Promise<void>;
  /** Forgets failed sign-ins after a good one. */
  clearFailures(subject: string): Promise<void>;
}

/** What stands behind the colon of a subject. */
export function idOf(subject: string): string {
  return subject.slice(subject.indexOf(':') + 1);
}
