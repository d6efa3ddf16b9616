import { Injectable } from '@nestjs/common';
import { contract as dataCatalog } from '#contracts/data-catalog';
import { contract as identity } from '#contracts/identity';
import type { CloudEvent, ServiceContract } from '#libs/contract-kit';
import { contract as notification } from '../../contract/index.js';
import { UnknownRule } from '../../contract/problems.js';
import type { NotificationRule } from '../../contract/rule.js';
import { RULES } from '../../contract/rules.js';
import { faultsOf } from './check-rules.js';

/** Contracts whose events have rules. A rule for another service: its contract goes here. */
const CONTRACTS = [identity, dataCatalog, notification] as unknown as readonly ServiceContract[];

/** The rules by event. @throws Error at start that names every rule which does not fit the contracts */
@Injectable()
export class RuleBook {
  readonly rules: readonly NotificationRule[] = RULES;
  private readonly bySubject = new Map<string, NotificationRule[]>();

  constructor() {
    const faults = faultsOf(this.rules, CONTRACTS);
    if (faults.length > 0)
      throw new Error(`Notification rules do not fit the contracts: ${faults.join('; ')}`);
    for (const rule of this.rules) {
      const [service, event = ''] = rule.event.split('.');
      const type = CONTRACTS.find(({ name }) => name === service)?.events[event];
      if (type) this.bySubject.set(type.subject, [...(this.bySubject.get(type.subject) ?? []), rule]);
    }
  }

  /** The rules that an event of this type has. */
  of(event: CloudEvent): readonly NotificationRule[] {
    return this.bySubject.get(event.type) ?? [];
  }

  /** @throws Problem `unknown-rule` */
  assertHas(name: string): void {
    if (this.rules.some((rule) => rule.name === name)) return;
    throw UnknownRule.with({ detail: { zh: `没有规则 ${name}`, en: `There is no rule ${name}` } });
  }
}
