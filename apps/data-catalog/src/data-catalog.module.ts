import { ServiceModule } from '#libs/service-host';
import { DataCatalog } from '../contract/index.js';
import { ClassificationHandlers } from './classification/classification.handlers.js';
import { ClassificationStore } from './classification/classification.store.js';
import { ClassificationTree } from './classification/classification-tree.js';
import { CodeIssue } from './codes/code-issue.js';
import { OrganisationDirectory } from './directory/organisation-directory.js';
import { EntryHandlers } from './entry/entry.handlers.js';
import { EntryStore } from './entry/entry.store.js';
import { EntryCommands } from './entry/entry-commands.js';
import { EntryQueries } from './entry/entry-queries.js';
import { EntryTasks } from './entry/entry-tasks.js';
import { OverviewHandlers } from './overview/overview.handlers.js';
import { OverviewProjection } from './overview/overview-projection.js';
import { ProviderFollower } from './provider/provider-follower.js';
import { ProviderLedger } from './provider/provider-ledger.js';

/** 政务数据目录. What the service consists of. */
@ServiceModule({
  contract: DataCatalog,
  handlers: [EntryHandlers, ClassificationHandlers, OverviewHandlers],
  parts: [
    EntryStore,
    EntryCommands,
    EntryQueries,
    EntryTasks,
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
