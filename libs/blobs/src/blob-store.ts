/** Bytes that are open for reading. */
export interface OpenBlob {
  readonly size: number;
  readonly content: AsyncIterable<Uint8Array>;
}

/**
 * Port: keeps bytes under the id of their file. Each file has bytes of its own, so that removing one never
 * touches another (ADR 0023). Content passes in chunks, as fast as the slower side.
 */
export interface BlobStore {
  /** Keeps all of the content or, when it throws, nothing. */
  put(id: string, content: AsyncIterable<Uint8Array>): Promise<void>;
  open(id: string): Promise<OpenBlob | undefined>;
  /** Removing what is not there is done already. */
  remove(id: string): Promise<void>;
  /** Removes parts of uploads that a crash cut off, if nothing was added to them since. @returns how many */
  removeLeftovers(since: Date): Promise<number>;
}
