import { type ConformanceSuite, contractScenarios } from '#libs/conformance';
import { Identity } from '../contract/index.js';
import { delegationScenarios, organisationScenarios, personScenarios } from './administration.scenarios.js';
import { directoryScenarios } from './directory.scenarios.js';
import { exampleScenarios } from './example.scenarios.js';
import { ownerScenarios } from './owner.scenarios.js';
import { sessionScenarios } from './session.scenarios.js';

/** What any identity must do. Citizens are checked against the simulated register (`REAL_NAME_CHECK=simulator`). */
export const conformance: ConformanceSuite = {
  service: 'identity',
  groups: [
    { title: 'directory, sign-in and keys', scenarios: directoryScenarios },
    { title: 'organisations change', scenarios: organisationScenarios },
    { title: 'people are administered', scenarios: personScenarios },
    { title: 'delegation', scenarios: delegationScenarios },
    { title: 'citizens and enterprises', scenarios: ownerScenarios },
    { title: 'sessions, revocation and keys', scenarios: sessionScenarios },
    { title: 'the examples of its contract', scenarios: exampleScenarios },
    { title: 'what its contract alone demands', scenarios: contractScenarios(Identity) },
  ],
};
