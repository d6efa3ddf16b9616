export { FileKeyVault } from './file-key-vault.js';
export { EpochKeyMissing, type KeyVault } from './key-vault.js';
export { type MaskClass, mask, maskMarked } from './masks.js';
export { type ErasureReport, type LookupTables, PersonalData } from './personal-data.js';
export { ERASED, isSealed } from './sealed-value.js';
export { type Erasure, SubjectErased } from './subject-keys.js';
