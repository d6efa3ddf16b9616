import { Injectable } from '@nestjs/common';
import { ServiceRuntime } from '#libs/service-host';
import { AggregateStore, type AggregateType } from '#libs/store';
import { applyToBulkJob, type BulkJobState } from './bulk-job.js';

const BULK_JOB: AggregateType<BulkJobState> = {
  name: 'bulkJob',
  schemaVersion: 1,
  apply: applyToBulkJob,
  organisationOf: ({ caller }) => caller.organisation,
  indexes: [
    { key: { 'state.state': 1, createdAt: 1 }, name: 'oldest_running' },
    { key: { 'state.caller.subject': 1, createdAt: -1, _id: -1 }, name: 'newest_of_caller' },
  ],
};

/** Jobs over many entries in MongoDB. */
@Injectable()
export class BulkJobStore extends AggregateStore<BulkJobState> {
  constructor(runtime: ServiceRuntime) {
    super(BULK_JOB, runtime.store);
  }
}
