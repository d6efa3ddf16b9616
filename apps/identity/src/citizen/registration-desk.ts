import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { RateLimited } from '#libs/contract-kit';
import { ServiceRuntime } from '#libs/service-host';
import type { Assurance, RegisterCitizen } from '../../contract/citizen.dto.js';
import { BadIdNumber, RegistrationRefused, WeakPassword } from '../../contract/problems.js';
import { hashPassword } from '../account/password.js';
import { chinaDate } from '../organisation/china-date.js';
import { weaknessOf } from '../person/password-rules.js';
import { isIdNumber } from './id-number.js';
import { RealNameCheck, type RealNameFacts } from './real-name-check.js';

const MOST_TRIES = 5;
const HOUR_MS = 3_600_000;

/** What the opening of any account by its owner has in common: bounds, checks, a new account name. */
@Injectable()
export class RegistrationDesk {
  /** Tries by ID number, in memory of this instance: no trace of people without an account is stored. */
  private readonly tries = new LRUCache<string, number>({ max: 100_000, ttl: HOUR_MS, noUpdateTTL: true });

  constructor(
    private readonly check: RealNameCheck,
    private readonly runtime: ServiceRuntime,
  ) {}

  /** @throws Problem `rate-limited`, `bad-id-number`, `weak-password`, `registration-refused`, `real-name-check-unavailable` */
  async admit(request: RegisterCitizen, enterprise?: RealNameFacts['enterprise']): Promise<Assurance> {
    const { name, idNumber, phone, password } = request;
    if (!isIdNumber(idNumber, chinaDate(this.runtime.now()))) throw BadIdNumber.with();
    if (weaknessOf(password, phone) || weaknessOf(password, idNumber)) throw WeakPassword.with();
    const tries = (this.tries.get(idNumber) ?? 0) + 1;
    this.tries.set(idNumber, tries);
    if (tries > MOST_TRIES) {
      const seconds = Math.ceil(this.tries.getRemainingTTL(idNumber) / 1_000);
      throw RateLimited.with({ retryAfter: Math.max(1, seconds) });
    }
    const assurance = await this.check.check({ name, idNumber, phone, ...(enterprise && { enterprise }) });
    if (!assurance) throw RegistrationRefused.with();
    return assurance;
  }

  /** A personal file with a new account name that says nothing of its owner. */
  async newFile(kind: 'citizen' | 'enterprise', { name, idNumber, phone, password }: RegisterCitizen) {
    return {
      account: `${kind}-${randomBytes(6).toString('hex')}`,
      name,
      idNumber,
      phone,
      password: await hashPassword(password, 'anybody'),
    };
  }
}

/** `110***********002X` shows too much of a short range: first and last character only. */
export function maskedId(text: string): string {
  return text.length < 3 ? '*' : `${text[0]}${'*'.repeat(text.length - 2)}${text.at(-1)}`;
}

export function maskedPhone(text: string): string {
  return `${text.slice(0, 3)}****${text.slice(-4)}`;
}
