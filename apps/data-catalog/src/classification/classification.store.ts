import { Injectable } from '@nestjs/common';
import { ServiceRuntime } from '#libs/service-host';
import { AggregateStore, type AggregateType } from '#libs/store';
import { applyToClassification, type ClassificationState, parentOf } from './classification.js';

const CLASSIFICATION: AggregateType<ClassificationState> = {
  name: 'classification',
  schemaVersion: 1,
  apply: applyToClassification,
  derive: ({ code }) => ({ parent: parentOf(code) ?? null }),
  indexes: [{ key: { 'derived.parent': 1, _id: 1 }, name: 'children' }],
};

/** Nodes of the classification tree; the id is the code. */
@Injectable()
export class ClassificationStore extends AggregateStore<ClassificationState> {
  constructor(runtime: ServiceRuntime) {
    super(CLASSIFICATION, runtime.store);
  }
}
