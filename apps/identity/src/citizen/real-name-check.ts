import { Injectable } from '@nestjs/common';
import type { Assurance } from '../../contract/citizen.dto.js';
import { RealNameCheckUnavailable } from '../../contract/problems.js';

/** Facts that a real-name check (实名核验) compares with the registers of police, carriers and market regulation. */
export interface RealNameFacts {
  readonly name: string;
  readonly idNumber: string;
  readonly phone: string;
  /** The enterprise whose legal representative the person is to be. */
  readonly enterprise?: { readonly code: string; readonly name: string };
}

/** The port. `undefined` means that the facts do not match. @throws Problem `real-name-check-unavailable` */
@Injectable()
export abstract class RealNameCheck {
  abstract check(facts: RealNameFacts): Promise<Assurance | undefined>;
}

/**
 * What stands behind the port by `REAL_NAME_CHECK`: `simulator` or, when absent, nothing: then no account can be
 * opened. THE SIMULATOR CHECKS NOBODY: it lets everybody pass but ID numbers whose order code (digits 15 to 17)
 * is 999. It is for demonstrations and tests.
 */
@Injectable()
export class ConfiguredRealNameCheck extends RealNameCheck {
  private readonly chosen = process.env.REAL_NAME_CHECK;

  constructor() {
    super();
    if (this.chosen !== undefined && this.chosen !== '' && this.chosen !== 'simulator')
      throw new Error('REAL_NAME_CHECK must be "simulator" or absent');
  }

  async check({ idNumber }: RealNameFacts): Promise<Assurance | undefined> {
    if (this.chosen !== 'simulator') throw RealNameCheckUnavailable.with();
    return idNumber.slice(14, 17) === '999' ? undefined : 'real-name';
  }
}
