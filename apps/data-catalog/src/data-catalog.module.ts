import { ServiceModule } from '#libs/service-host';
import { DataCatalog } from '../contract/index.js';
import { BulkHandlers } from './bulk/bulk.handlers.js';
import { BulkJobStore } from './bulk/bulk-job.store.js';
import { BulkJobs } from './bulk/bulk-jobs.js';
import { BulkRows } from './bulk/bulk-rows.js';
import { BulkRunner } from './bulk/bulk-runner.js';
import { ClassificationHandlers } from './classification/classification.handlers.js';
import { ClassificationStore } from './classification/classification.store.js';
import { ClassificationTree } from './classification/classification-tree.js';
import { CodeIssue } from './codes/code-issue.js';
import { OrganisationDirectory } from './directory/organisation-directory.js';
import { ChangeHandlers } from './entry/change.handlers.js';
import { ChangeCommands } from './entry/change-commands.js';
import { EntryHandlers } from './entry/entry.handlers.js';
import { EntryStore } from './entry/entry.store.js';
import { EntryCommands } from './entry/entry-commands.js';
import { EntryQueries } from './entry/entry-queries.js';
import { EntryTasks } from './entry/entry-tasks.js';
import { EntryWrites } from './entry/entry-writes.js';
import { OnlineHandlers } from './entry/online.handlers.js';
import { OnlineCommands } from './entry/online-commands.js';
import { VersionHandlers } from './entry/version.handlers.js';
import { VersionQueries } from './entry/version-queries.js';
import { EntryFiles } from './files/entry-files.js';
import { FileHandlers } from './files/file.handlers.js';
import { entryLifecycleMigration } from './migrations/entry-lifecycle.js';
import { OverviewHandlers } from './overview/overview.handlers.js';
import { OverviewProjection } from './overview/overview-projection.js';
import { ProviderFollower } from './provider/provider-follower.js';
import { ProviderLedger } from './provider/provider-ledger.js';

/** 政务数据目录. What the service consists of. */
@ServiceModule({
  contract: DataCatalog,
  migrations: [entryLifecycleMigration],
  handlers: [
    EntryHandlers,
    ChangeHandlers,
    OnlineHandlers,
    VersionHandlers,
    BulkHandlers,
    FileHandlers,
    ClassificationHandlers,
    OverviewHandlers,
  ],
  parts: [
    EntryStore,
    EntryWrites,
    EntryCommands,
    ChangeCommands,
    OnlineCommands,
    EntryQueries,
    VersionQueries,
    BulkJobStore,
    BulkRows,
    BulkRunner,
    BulkJobs,
    EntryTasks,
    EntryFiles,
    ClassificationStore,
    ClassificationTree,
    CodeIssue,
    OrganisationDirectory,
    OverviewProjection,
    ProviderLedger,
    ProviderFollower,
  ],
})
export default class DataCatalogModule {}
