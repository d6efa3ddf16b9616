import { Injectable } from '@nestjs/common';
import type { WithFile } from '../account/account-store.js';
import { Accounts } from '../account/accounts.js';
import { OwnerAccounts } from '../account/owner-accounts.js';
import { type CitizenFile, type CitizenState, CitizenStore } from './citizen.store.js';

/** Lets citizens sign in. */
@Injectable()
export class CitizenAccounts extends OwnerAccounts<CitizenState, CitizenFile> {
  constructor(accounts: Accounts, store: CitizenStore) {
    super('citizen', store, accounts);
  }

  protected shownName({ personal }: WithFile<CitizenState, CitizenFile>): string {
    return personal.name;
  }
}
