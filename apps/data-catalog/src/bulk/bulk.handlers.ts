import { Controller } from '@nestjs/common';
import { type Call, Handles } from '#libs/messaging';
import type {
  BulkJob,
  BulkJobCommand,
  BulkJobPage,
  BulkReport,
  ListBulkJobs,
  StartBulkJob,
} from '../../contract/bulk.dto.js';
import { DataCatalog } from '../../contract/index.js';
import { BulkJobs } from './bulk-jobs.js';

const { operations } = DataCatalog;

@Controller()
export class BulkHandlers {
  constructor(private readonly jobs: BulkJobs) {}

  @Handles(operations.startBulkJob)
  start(request: StartBulkJob, call: Call): Promise<BulkJob> {
    return this.jobs.start(request, call);
  }

  @Handles(operations.cancelBulkJob)
  cancel(request: BulkJobCommand, call: Call): Promise<BulkJob> {
    return this.jobs.cancel(request, call);
  }

  @Handles(operations.getBulkJob)
  get(request: BulkJobCommand, call: Call): Promise<BulkJob> {
    return this.jobs.get(request, call);
  }

  @Handles(operations.getBulkReport)
  report(request: BulkJobCommand, call: Call): Promise<BulkReport> {
    return this.jobs.report(request, call);
  }

  @Handles(operations.listBulkJobs)
  list(request: ListBulkJobs, call: Call): Promise<BulkJobPage> {
    return this.jobs.list(request, call);
  }
}
