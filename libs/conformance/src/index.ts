export { contractScenarios, problemOf } from './contract-scenarios.js';
export { examplesOf, type Given, type Prepare } from './example-scenarios.js';
export { refuses } from './refuses.js';
export {
  type ConformanceSuite,
  runSuite,
  type ScenarioGroup,
  type ScenarioResult,
  type SuiteOptions,
} from './run-suite.js';
export type { Scenario, Target } from './target.js';
