import { Injectable } from '@nestjs/common';
import type { CloudEvent } from '#libs/contract-kit';
import { ServiceRuntime } from '#libs/service-host';
import { AggregateStore, type AggregateType } from '#libs/store';
import type { Organisation } from '../../contract/directory.dto.js';
import type { OrganisationRegistered } from '../../contract/events.dto.js';

const ORGANISATION: AggregateType<Organisation> = {
  name: 'organisation',
  schemaVersion: 1,
  apply: (_state, event: CloudEvent<never>) => ({ ...(event.data as OrganisationRegistered) }),
  organisationOf: ({ code }) => code,
  indexes: [{ key: { 'state.division': 1, _id: 1 }, name: 'division' }],
};

/** Organisations; the id is the unified social credit code. */
@Injectable()
export class OrganisationStore extends AggregateStore<Organisation> {
  constructor(runtime: ServiceRuntime) {
    super(ORGANISATION, runtime.store);
  }
}
