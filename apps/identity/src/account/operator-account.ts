import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Account, AccountSource } from './account.js';
import { Accounts } from './accounts.js';

/** The operator that the deployment itself appoints; it registers the first organisations and people. */
export const OPERATOR = 'operator';
const SUBJECT = 'system:operator';

const OPERATOR_ACCOUNT: Account = {
  subject: SUBJECT,
  account: OPERATOR,
  disabled: false,
  failures: 0,
  verifyPassword: async (password) => {
    const secret = process.env.BOOTSTRAP_OPERATOR_SECRET;
    return Boolean(secret) && sameText(secret ?? '', password);
  },
  principal: async () => ({
    subject: SUBJECT,
    name: '平台运维',
    roles: ['platform.operator', 'audit.reader'],
  }),
};

/**
 * The one account of the operator. It is never locked, so that nobody can lock the operator out; its secret is
 * random and long (`BOOTSTRAP_OPERATOR_SECRET`), and the gateway limits tries.
 */
@Injectable()
export class OperatorAccount implements AccountSource {
  readonly kind = 'operator';

  constructor(accounts: Accounts) {
    accounts.add(this);
  }

  async findByAccount(account: string): Promise<Account | undefined> {
    return account === OPERATOR ? OPERATOR_ACCOUNT : undefined;
  }

  async findBySubject(subject: string): Promise<Account | undefined> {
    return subject === SUBJECT ? OPERATOR_ACCOUNT : undefined;
  }

  async noteFailure(): Promise<void> {}

  async clearFailures(): Promise<void> {}
}

/** Compares in constant time, whatever the lengths. */
function sameText(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
