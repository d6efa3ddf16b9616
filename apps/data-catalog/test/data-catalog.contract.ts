import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { Identity } from '#contracts/identity';
import { contractScenarios, type Scenario } from '#libs/conformance';
import { TestCity } from '#libs/testing';
import IdentityModule from '../../identity/src/identity.module.js';
import { DataCatalog } from '../contract/index.js';
import DataCatalogModule from '../src/data-catalog.module.js';
import { bulkScenarios } from './bulk.scenarios.js';
import { changeScenarios } from './change.scenarios.js';
import { exampleScenarios } from './example.scenarios.js';
import { lifecycleScenarios } from './lifecycle.scenarios.js';
import { mergedDepartmentScenarios } from './merged-department.scenarios.js';
import { onlineScenarios } from './online.scenarios.js';
import { taskScenarios } from './task.scenarios.js';

let city: TestCity;

beforeAll(async () => {
  city = await TestCity.start([Identity, DataCatalog]);
  await city.serve('identity', IdentityModule);
  await city.serve('data-catalog', DataCatalogModule);
});

afterAll(() => city?.stop());

const specify = (title: string, scenarios: readonly Scenario[]) =>
  describe(title, () => {
    for (const scenario of scenarios) it(scenario.name, () => scenario.run(city.target));
  });

specify('data-catalog: from draft to published', lifecycleScenarios);
specify('data-catalog: changes and revocation', changeScenarios);
specify('data-catalog: online and offline', onlineScenarios);
specify('data-catalog: many entries at once', bulkScenarios);
specify('data-catalog: what waits for whom', taskScenarios);
specify('data-catalog: entries follow their organisations', mergedDepartmentScenarios);
specify('data-catalog: the examples of its contract', exampleScenarios);
specify('data-catalog: what its contract alone demands', contractScenarios(DataCatalog));
