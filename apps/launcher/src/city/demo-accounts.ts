import { type CityHome, readJson } from './home.js';

/** An account of the demonstration data, written by the seed step. */
export interface DemoAccount {
  readonly account: string;
  readonly password: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** Meant to be shown to whoever started the city. */
  readonly demo?: boolean;
}

/** The accounts to show after start; empty when none were made. */
export async function demoAccounts(home: CityHome): Promise<DemoAccount[]> {
  const accounts = await readJson(home.demoAccountsFile);
  return Array.isArray(accounts)
    ? (accounts as DemoAccount[]).filter((account) => account.demo === true)
    : [];
}
