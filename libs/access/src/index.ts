export { addressesOf, isAddressed, roleAddress, roleOfAddress } from './address.js';
export type { FetchCityKeys } from './key-sources.js';
export { ANONYMOUS, hasAnyRole, type Principal } from './principal.js';
export {
  type FetchRevocations,
  type Revocation,
  type RevocationPage,
  type RevokedKind,
  revocationKey,
} from './revocation-list.js';
export { TokenVerifier, type TrustBeat, type VerifiedToken } from './token-verifier.js';
export type { TrustedIssuer } from './trusted-issuer.js';
