export { contractScenarios, problemOf } from './contract-scenarios.js';
export type { Scenario, Target } from './target.js';
