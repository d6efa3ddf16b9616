import { Injectable } from '@nestjs/common';
import type { WithFile } from '../account/account-store.js';
import { Accounts } from '../account/accounts.js';
import { OwnerAccounts } from '../account/owner-accounts.js';
import { type EnterpriseFile, type EnterpriseState, EnterpriseStore } from './enterprise.store.js';

/** Lets enterprises sign in. */
@Injectable()
export class EnterpriseAccounts extends OwnerAccounts<EnterpriseState, EnterpriseFile> {
  constructor(accounts: Accounts, store: EnterpriseStore) {
    super('enterprise', store, accounts);
  }

  protected shownName({ state }: WithFile<EnterpriseState, EnterpriseFile>): string {
    return state.enterpriseName;
  }
}
