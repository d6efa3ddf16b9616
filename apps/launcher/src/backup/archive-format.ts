import type { Document } from 'mongodb';

/**
 * A backup file: gzip over a row of BSON documents. First a header, then for each collection its description and
 * its documents in batches, byte for byte as the server gave them, and an end with what must have been there.
 * A file without its end is not a backup.
 */
export const ARCHIVE_FORMAT = 1;
export const ARCHIVE_EXTENSION = '.cbk';

/** A migration that the data has gone through. */
export interface SchemaStep {
  readonly number: number;
  readonly name: string;
  readonly release: string;
}

export interface ArchiveHeader {
  readonly kind: 'header';
  readonly format: number;
  readonly cityId: string;
  /** Release of the program that wrote the file. */
  readonly release: string;
  readonly createdAt: string;
  /** True when all was read as of one moment, while the city ran. */
  readonly snapshot: boolean;
  /** Migrations that were done, by service. */
  readonly schemas: Readonly<Record<string, readonly SchemaStep[]>>;
}

/** Files of the home, encrypted: scrypt and AES-256-GCM. */
export interface ArchiveSecrets {
  readonly kind: 'secrets';
  readonly salt: string;
  readonly iv: string;
  readonly tag: string;
  readonly sealed: string;
}

export interface ArchiveCollection {
  readonly kind: 'collection';
  /** Service; its database is `<city>_<service>`. */
  readonly service: string;
  readonly name: string;
  readonly options: Document;
  readonly indexes: readonly Document[];
}

/** `count` documents of the collection last described follow, as they are. */
export interface ArchiveBatch {
  readonly kind: 'documents';
  readonly count: number;
}

export interface CollectionSum {
  readonly service: string;
  readonly name: string;
  readonly documents: number;
  readonly bytes: number;
  readonly sha256: string;
}

export interface ArchiveEnd {
  readonly kind: 'end';
  readonly collections: readonly CollectionSum[];
  /** Over every byte before this document. */
  readonly sha256: string;
}

export type ArchiveFrame = ArchiveHeader | ArchiveSecrets | ArchiveCollection | ArchiveBatch | ArchiveEnd;
