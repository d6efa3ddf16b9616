import { runService } from '#libs/service-host';
import DataCatalogModule from './data-catalog.module.js';

await runService(DataCatalogModule);
