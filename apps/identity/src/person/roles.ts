import { Injectable } from '@nestjs/common';
import type { ServiceContract } from '#libs/contract-kit';
import { ServiceRuntime } from '#libs/service-host';
import { SERVICES } from '../../../services.js';
import type { RoleList, RoleView } from '../../contract/person-admin.dto.js';

/** The roles that the contracts of all services declare; read once, at start. */
@Injectable()
export class Roles {
  private declared = new Map<string, RoleView>();

  constructor(runtime: ServiceRuntime) {
    runtime.beforeServing(() => this.load());
  }

  list(): RoleList {
    return { items: [...this.declared.values()] };
  }

  has(role: string): boolean {
    return this.declared.has(role);
  }

  /** What the administrator of an organisation may grant. */
  get ofOrganisations(): ReadonlySet<string> {
    return new Set(
      [...this.declared.values()].filter(({ scope }) => scope === 'organisation').map(({ role }) => role),
    );
  }

  private async load(): Promise<void> {
    for (const service of SERVICES) {
      const { contract } = (await import(`#contracts/${service}`)) as { contract: ServiceContract };
      for (const [role, { zh, en, scope = 'city' }] of Object.entries(contract.roles))
        this.declared.set(role, { role, name: { zh, en }, service, scope });
    }
  }
}
