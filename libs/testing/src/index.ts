export { eventually } from './eventually.js';
export { randomOrganisationCode } from './organisation-codes.js';
export { formsOf, scanFiles } from './raw-scan.js';
export { TEST_CITY, TestCity } from './test-city.js';
export { TestClock } from './test-clock.js';
export { type ServerKind, serverKind, startTestServers, type TestServers } from './test-servers.js';
export { TestIssuer } from './token-issuer.js';
export { TokenSigner } from './token-signer.js';
