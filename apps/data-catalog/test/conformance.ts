import { type ConformanceSuite, contractScenarios } from '#libs/conformance';
import { DataCatalog } from '../contract/index.js';
import { bulkScenarios } from './bulk.scenarios.js';
import { changeScenarios } from './change.scenarios.js';
import { exampleScenarios } from './example.scenarios.js';
import { lifecycleScenarios } from './lifecycle.scenarios.js';
import { mergedDepartmentScenarios } from './merged-department.scenarios.js';
import { onlineScenarios } from './online.scenarios.js';
import { taskScenarios } from './task.scenarios.js';

/** What any data-catalog must do. Beside it the city needs an identity, which knows the organisations. */
export const conformance: ConformanceSuite = {
  service: 'data-catalog',
  groups: [
    { title: 'from draft to published', scenarios: lifecycleScenarios },
    { title: 'changes and revocation', scenarios: changeScenarios },
    { title: 'online and offline', scenarios: onlineScenarios },
    { title: 'many entries at once', scenarios: bulkScenarios },
    { title: 'what waits for whom', scenarios: taskScenarios },
    { title: 'entries follow their organisations', scenarios: mergedDepartmentScenarios },
    { title: 'the examples of its contract', scenarios: exampleScenarios },
    { title: 'what its contract alone demands', scenarios: contractScenarios(DataCatalog) },
  ],
};
