import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { BSON } from 'mongodb';
import { UserError } from '../user-error.js';
import {
  ARCHIVE_FORMAT,
  type ArchiveCollection,
  type ArchiveEnd,
  type ArchiveFrame,
  type ArchiveHeader,
  type ArchiveSecrets,
  type CollectionSum,
} from './archive-format.js';

/** What happens to the parts of a backup as they are read; each may be left out. */
export interface ArchiveVisitor {
  header?(header: ArchiveHeader): Promise<void> | void;
  secrets?(secrets: ArchiveSecrets): Promise<void> | void;
  collection?(collection: ArchiveCollection): Promise<void> | void;
  /** Documents of the collection last seen, as BSON. */
  documents?(documents: readonly Uint8Array[]): Promise<void> | void;
}

const LONGEST_DOCUMENT = 48 * 1_048_576;

/**
 * Reads a backup file from beginning to end, hands its parts out, and checks every sum.
 * @throws UserError when the file is none, of a later format, cut off or damaged
 */
export async function readArchive(file: string, visitor: ArchiveVisitor = {}): Promise<ArchiveEnd> {
  const total = createHash('sha256');
  const sums: CollectionSum[] = [];
  let open: { service: string; name: string; documents: number; bytes: number; hash: Hash } | undefined;
  const close = () => {
    if (open) sums.push({ ...withoutHash(open), sha256: open.hash.digest('hex') });
    open = undefined;
  };
  let first = true;
  const documents = bsonDocuments(file);
  for await (const bytes of documents) {
    const frame = readFrame(bytes, file);
    if (first !== (frame.kind === 'header')) throw damaged(file, 'it does not begin as a backup does');
    first = false;
    if (frame.kind === 'end') {
      close();
      check(file, frame, sums, total.digest('hex'));
      return frame;
    }
    total.update(bytes);
    if (frame.kind === 'header') await checkedHeader(file, frame, visitor);
    else if (frame.kind === 'secrets') await visitor.secrets?.(frame);
    else if (frame.kind === 'collection') {
      close();
      open = { service: frame.service, name: frame.name, documents: 0, bytes: 0, hash: createHash('sha256') };
      await visitor.collection?.(frame);
    } else {
      const batch: Uint8Array[] = [];
      while (batch.length < frame.count) {
        const { value, done } = await documents.next();
        if (done || !open) throw damaged(file, 'it is cut off');
        total.update(value);
        open.hash.update(value);
        open.documents++;
        open.bytes += value.length;
        batch.push(value);
      }
      await visitor.documents?.(batch);
    }
  }
  throw damaged(file, 'it is cut off');
}

async function checkedHeader(file: string, header: ArchiveHeader, visitor: ArchiveVisitor): Promise<void> {
  if (header.format > ARCHIVE_FORMAT) {
    throw new UserError(
      `${file} has format ${header.format}; this release reads up to ${ARCHIVE_FORMAT}.`,
      `Use release ${header.release} or newer.`,
    );
  }
  await visitor.header?.(header);
}

function check(file: string, end: ArchiveEnd, sums: readonly CollectionSum[], sha256: string): void {
  for (const [index, sum] of end.collections.entries()) {
    const read = sums[index];
    if (read?.sha256 !== sum.sha256 || read.documents !== sum.documents)
      throw damaged(file, `${sum.service}.${sum.name} is not what was written`);
  }
  if (sums.length !== end.collections.length || sha256 !== end.sha256)
    throw damaged(file, 'its sum is not the one that was written');
}

function withoutHash({ hash: _hash, ...facts }: { hash: Hash } & Omit<CollectionSum, 'sha256'>) {
  return facts;
}

function readFrame(bytes: Uint8Array, file: string): ArchiveFrame {
  const frame = BSON.deserialize(bytes, { promoteBuffers: true });
  if (typeof frame.kind !== 'string') throw damaged(file, 'it is not a backup');
  return frame as ArchiveFrame;
}

/** The BSON documents of a gzip file, one by one; each says its own length. */
async function* bsonDocuments(file: string): AsyncGenerator<Uint8Array, undefined> {
  const source = createReadStream(file);
  const gunzip = createGunzip({ chunkSize: 1_048_576 });
  source.on('error', (error) => gunzip.destroy(error));
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of source.pipe(gunzip)) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      for (let length = lengthOf(rest, file); rest.length >= length; length = lengthOf(rest, file)) {
        yield rest.subarray(0, length);
        rest = rest.subarray(length);
      }
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UserError(`There is no file ${file}.`, 'Check the path.');
    throw damaged(file, code === 'Z_BUF_ERROR' ? 'it is cut off' : message);
  } finally {
    source.destroy();
  }
  if (rest.length > 0) throw damaged(file, 'it is cut off');
  return undefined;
}

function lengthOf(bytes: Buffer, file: string): number {
  if (bytes.length < 4) return Number.POSITIVE_INFINITY;
  const length = bytes.readInt32LE(0);
  if (length < 5 || length > LONGEST_DOCUMENT) throw damaged(file, 'a length in it is wrong');
  return length;
}

function damaged(file: string, why: string): UserError {
  return new UserError(
    `${file} cannot be used as a backup: ${why}.`,
    'Use another backup; this one was not touched.',
  );
}
