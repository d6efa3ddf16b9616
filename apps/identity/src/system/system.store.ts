import { Injectable } from '@nestjs/common';
import { ServiceRuntime } from '#libs/service-host';
import { AggregateStore, type AggregateType } from '#libs/store';
import { applyToSystem, type SystemState } from './system.js';

const SYSTEM: AggregateType<SystemState> = {
  name: 'system',
  schemaVersion: 1,
  apply: applyToSystem,
  organisationOf: ({ organisation }) => organisation,
  indexes: [{ key: { 'state.organisation': 1, _id: 1 }, name: 'organisation' }],
};

/** Systems with client credentials; the id is the client id. */
@Injectable()
export class SystemStore extends AggregateStore<SystemState> {
  constructor(runtime: ServiceRuntime) {
    super(SYSTEM, runtime.store);
  }
}
