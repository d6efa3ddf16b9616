import { Controller } from '@nestjs/common';
import { type Call, Handles } from '#libs/messaging';
import type { CompareEntry, EntryComparison } from '../../contract/comparison.dto.js';
import { DataCatalog } from '../../contract/index.js';
import type {
  EntryVersion,
  GetVersion,
  GetVersionAsOf,
  ListVersions,
  VersionList,
} from '../../contract/version.dto.js';
import { VersionQueries } from './version-queries.js';

const { operations } = DataCatalog;

@Controller()
export class VersionHandlers {
  constructor(private readonly versions: VersionQueries) {}

  @Handles(operations.listVersions)
  list(request: ListVersions, call: Call): Promise<VersionList> {
    return this.versions.list(request, call);
  }

  @Handles(operations.getVersion)
  get(request: GetVersion, call: Call): Promise<EntryVersion> {
    return this.versions.get(request, call);
  }

  @Handles(operations.getVersionAsOf)
  asOf(request: GetVersionAsOf, call: Call): Promise<EntryVersion> {
    return this.versions.asOf(request, call);
  }

  @Handles(operations.compareEntry)
  compare(request: CompareEntry, call: Call): Promise<EntryComparison> {
    return this.versions.compare(request, call);
  }
}
