export { addressesOf, isAddressed, roleAddress, roleOfAddress } from './address.js';
export { ANONYMOUS, hasAnyRole, type Principal } from './principal.js';
export { type FetchCityKeys, TokenVerifier, type TrustedIssuer } from './token-verifier.js';
