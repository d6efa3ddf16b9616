import { Controller } from '@nestjs/common';
import { Handles } from '#libs/messaging';
import { DataCatalog } from '../../contract/index.js';
import type { CatalogOverview } from '../../contract/overview.dto.js';
import { OverviewProjection } from './overview-projection.js';

@Controller()
export class OverviewHandlers {
  constructor(private readonly projection: OverviewProjection) {}

  @Handles(DataCatalog.operations.getOverview)
  overview(): Promise<CatalogOverview> {
    return this.projection.overview();
  }
}
