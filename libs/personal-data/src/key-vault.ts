/**
 * Where the key-encryption keys live: outside MongoDB, and outside its backups. An epoch is one such key; to
 * erase is to move the living keys to a new epoch and to destroy the old one for good.
 *
 * `FileKeyVault` keeps them in files. A KMS or HSM is another implementation of this port: `open` makes a key
 * named after service and epoch, `destroyBefore` deletes keys at once, without a time to regret.
 */
export interface KeyVault {
  /** Makes the key of an epoch; does nothing when it is there, whichever instance made it. */
  open(epoch: number): Promise<void>;
  /** True when the key of the epoch can be used. */
  has(epoch: number): Promise<boolean>;
  /** Encrypts a subject's key. `context` is bound to it: it unwraps only with the same one. */
  wrap(epoch: number, key: Buffer, context: string): Promise<Buffer>;
  /** @throws EpochKeyMissing when the epoch was destroyed; Error when the bytes are not what was wrapped */
  unwrap(epoch: number, wrapped: Buffer, context: string): Promise<Buffer>;
  /** Keyed digest (32 bytes) of a text, for blind indexes; another one for each domain and epoch. */
  digest(epoch: number, domain: string, text: string): Promise<Buffer>;
  /** Destroys the keys of all epochs before this one, so that nobody can have them again. May be repeated. */
  destroyBefore(epoch: number): Promise<void>;
  /** Drops what is held in memory of epochs before this one: another instance has destroyed them. */
  forgetBefore(epoch: number): void;
}

/** The key of an epoch is not there: destroyed, or the deployment has lost its folder of keys. */
export class EpochKeyMissing extends Error {
  constructor(epoch: number) {
    super(`the key of epoch ${epoch} is not there (PERSONAL_DATA_KEYS)`);
    this.name = 'EpochKeyMissing';
  }
}
