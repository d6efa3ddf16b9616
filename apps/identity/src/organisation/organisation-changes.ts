import { Injectable } from '@nestjs/common';
import type { Call } from '#libs/messaging';
import { ServiceRuntime } from '#libs/service-host';
import type { DomainEvent } from '#libs/store';
import type { OrganisationView } from '../../contract/directory.dto.js';
import type {
  AmendOrganisation,
  DissolveOrganisation,
  MergeOrganisation,
  OrganisationChange,
  ReinstateOrganisation,
  RenameOrganisation,
  SplitOrganisation,
} from '../../contract/organisation-changes.dto.js';
import { chinaDate } from './china-date.js';
import {
  decideAmend,
  decideDissolution,
  decideMerge,
  decideReinstatement,
  decideRename,
  decideSplit,
} from './decide-organisation.js';
import type { OrganisationState } from './organisation.js';
import { OrganisationStore } from './organisation.store.js';
import { Organisations } from './organisations.js';
import { StructureLock } from './structure-lock.js';

/** The commands that change an organisation. */
@Injectable()
export class OrganisationChanges {
  constructor(
    private readonly store: OrganisationStore,
    private readonly organisations: Organisations,
    private readonly lock: StructureLock,
    private readonly runtime: ServiceRuntime,
  ) {}

  rename(request: RenameOrganisation, call: Call): Promise<OrganisationView> {
    return this.change(request, call, (state) => decideRename(state, request, this.today()));
  }

  amend(request: AmendOrganisation, call: Call): Promise<OrganisationView> {
    return this.lock.alone(call, async (sure) => {
      const parent = request.parent ? await this.organisations.asParent(request.parent) : undefined;
      return this.change(request, call, (state) => decideAmend(state, request, this.today(), parent), sure);
    });
  }

  merge(request: MergeOrganisation, call: Call): Promise<OrganisationView> {
    return this.lock.alone(call, async (sure) => {
      const into = (await this.store.find(request.into))?.state;
      return this.change(request, call, (state) => decideMerge(state, request, this.today(), into), sure);
    });
  }

  split(request: SplitOrganisation, call: Call): Promise<OrganisationView> {
    return this.lock.alone(call, async (sure) => {
      const into = await Promise.all(request.into.map(async (code) => (await this.store.find(code))?.state));
      return this.change(request, call, (state) => decideSplit(state, request, this.today(), into), sure);
    });
  }

  dissolve(request: DissolveOrganisation, call: Call): Promise<OrganisationView> {
    return this.lock.alone(call, async (sure) => {
      const below = await this.store.documents.countDocuments({
        'state.parent': request.code,
        'state.status': { $in: ['active', null] as never[] },
      });
      return this.change(
        request,
        call,
        (state) => decideDissolution(state, request, this.today(), below),
        sure,
      );
    });
  }

  reinstate(request: ReinstateOrganisation, call: Call): Promise<OrganisationView> {
    return this.change(request, call, (state) => decideReinstatement(state, request, this.today()));
  }

  private async change(
    request: OrganisationChange,
    call: Call,
    decide: (state: OrganisationState) => DomainEvent[],
    sure: () => void = () => {},
  ): Promise<OrganisationView> {
    const changed = await this.store.update(request.code, request, call, ({ state }) => {
      const events = decide(state);
      sure();
      return events;
    });
    return this.organisations.view(changed);
  }

  private today(): string {
    return chinaDate(this.runtime.now());
  }
}
