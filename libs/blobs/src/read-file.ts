import { createHash } from 'node:crypto';
import type { FileRef } from '#libs/contract-kit';
import type { BlobStore } from './blob-store.js';

/**
 * The content of a file, checked against its digest: the last chunk goes out only when all agrees, so that a
 * reader never holds a whole file that is not the one. @returns `undefined` when there are no such bytes
 */
export async function readFile(
  blobs: BlobStore,
  { id, size, sha256 }: FileRef,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const blob = await blobs.open(id);
  if (!blob) return undefined;
  if (blob.size !== size) throw new Error(`file ${id} has ${blob.size} bytes in place of ${size}`);
  return verified(blob.content, sha256, id);
}

async function* verified(
  content: AsyncIterable<Uint8Array>,
  sha256: string,
  id: string,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let held: Uint8Array | undefined;
  for await (const chunk of content) {
    hash.update(chunk);
    if (held) yield held;
    held = chunk;
  }
  if (hash.digest('hex') !== sha256) throw new Error(`file ${id} is damaged: its digest differs`);
  if (held) yield held;
}
