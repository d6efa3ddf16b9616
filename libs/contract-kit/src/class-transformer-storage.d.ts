declare module 'class-transformer/cjs/storage.js' {
  import type { MetadataStorage } from 'class-transformer/types/MetadataStorage.js';
  /** Where @Type() of class-transformer is kept; the package exports no public way to read it. */
  export const defaultMetadataStorage: MetadataStorage;
}
