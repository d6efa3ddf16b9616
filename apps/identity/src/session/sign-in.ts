import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ServiceRuntime } from '#libs/service-host';
import { AccountLocked, WrongCredentials } from '../../contract/problems.js';
import type { SignIn, Token } from '../../contract/session.dto.js';
import { OrganisationStore } from '../organisation/organisation.store.js';
import { PersonStore, type PersonWithFile } from '../person/person.store.js';
import { verifyPassword } from './password.js';
import { SigningKeys } from './signing-keys.js';

const FAILURES_BEFORE_LOCK = 5;
const LOCK_MS = 5 * 60_000;

/** The operator that the deployment itself appoints; it registers the first organisations and people. */
export const OPERATOR = 'operator';
const OPERATOR_ROLES = ['platform.operator', 'audit.reader'];

/** Sign-in with account and password. */
@Injectable()
export class SignInService {
  constructor(
    private readonly runtime: ServiceRuntime,
    private readonly people: PersonStore,
    private readonly organisations: OrganisationStore,
    private readonly keys: SigningKeys,
  ) {}

  async signIn({ account, password }: SignIn): Promise<Token> {
    if (account === OPERATOR) return this.signInOperator(password);
    const person = await this.people.findByAccount(account);
    if (person) this.assertNotLocked(person);
    if (!(await verifyPassword(password, person?.personal.password)) || !person) {
      if (person) await this.noteFailure(person);
      throw WrongCredentials.with();
    }
    // A lock that fell meanwhile holds for this attempt too: many guesses at once gain nothing.
    const present = (await this.people.findByAccount(account)) ?? person;
    this.assertNotLocked(present);
    if (present.personal.failures > 0) await this.people.clearFailures(person.id);
    const organisation = await this.organisations.find(person.state.organisation);
    return this.keys.tokenFor({
      subject: `person:${person.id}`,
      name: person.personal.name.zh,
      organisation: person.state.organisation,
      roles: person.state.roles,
      ...(organisation && { organisationName: organisation.state.name.zh }),
    });
  }

  private signInOperator(password: string): Promise<Token> {
    const secret = process.env.BOOTSTRAP_OPERATOR_SECRET;
    if (!secret || !sameText(secret, password)) throw WrongCredentials.with();
    return this.keys.tokenFor({ subject: 'system:operator', name: '平台运维', roles: OPERATOR_ROLES });
  }

  private assertNotLocked({ personal }: PersonWithFile): void {
    const left = (personal.lockedUntil?.getTime() ?? 0) - this.runtime.now().getTime();
    if (left > 0) throw AccountLocked.with({ retryAfter: Math.ceil(left / 1_000) });
  }

  private noteFailure({ id }: PersonWithFile): Promise<void> {
    const lockedUntil = new Date(this.runtime.now().getTime() + LOCK_MS);
    return this.people.noteFailure(id, FAILURES_BEFORE_LOCK, lockedUntil);
  }
}

/** Compares in constant time, whatever the lengths. */
function sameText(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
