import { randomInt } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { DemoAccount } from '../city/demo-accounts.js';
import type { Seeds } from './seed-files.js';

// No letters or digits that look alike: people type these from a terminal.
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/**
 * The passwords of the seeded accounts: made at the first start, kept in a file that only its owner reads,
 * never in the repository. Written before the accounts are made, so that none is ever lost.
 */
export async function demoPasswords(file: string, people: Seeds['people']): Promise<DemoAccount[]> {
  const known = new Map((await readAccounts(file)).map((account) => [account.account, account]));
  const accounts = people.map(({ account, name, roles, demo }) => ({
    account,
    password: known.get(account)?.password ?? newPassword(),
    name: name.zh,
    roles,
    ...(demo && { demo }),
  }));
  await writeFile(file, `${JSON.stringify(accounts, null, 2)}\n`, { mode: 0o600 });
  return accounts;
}

async function readAccounts(file: string): Promise<DemoAccount[]> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as DemoAccount[];
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** 16 characters in groups of four: about 79 bits. */
function newPassword(): string {
  const group = () => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}
