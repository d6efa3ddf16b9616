import { Injectable } from '@nestjs/common';
import { ServiceRuntime } from '#libs/service-host';
import { AggregateStore } from '#libs/store';
import { applyToErasure, type Erasing } from './erasure-machine.js';

/** Erasure requests. They hold pseudonyms only, and stay as proof. */
@Injectable()
export class ErasureStore extends AggregateStore<Erasing> {
  constructor(runtime: ServiceRuntime) {
    super(
      {
        name: 'erasure',
        schemaVersion: 1,
        apply: applyToErasure,
        indexes: [
          { key: { 'state.subject': 1, _id: -1 }, name: 'subject' },
          { key: { 'state.state': 1, _id: -1 }, name: 'state' },
        ],
      },
      runtime.store,
    );
  }
}
