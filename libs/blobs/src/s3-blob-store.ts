import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { BlobStore, OpenBlob } from './blob-store.js';

/** Smallest part that S3 takes, and what one upload holds in memory. */
const PART_BYTES = 5 * 1024 ** 2;
const PREFIX = 'files/';

export interface S3Settings {
  readonly bucket: string;
  readonly region: string;
  /** Address of a server other than Amazon's. */
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Bytes in a bucket that speaks S3, by parts. */
export class S3BlobStore implements BlobStore {
  private readonly client: S3Client;
  private readonly bucket: string;

  constructor({ bucket, region, endpoint, credentials }: S3Settings) {
    this.bucket = bucket;
    this.client = new S3Client({
      region,
      ...(endpoint && { endpoint, forcePathStyle: true }),
      ...(credentials && { credentials }),
      // Servers other than Amazon's often know neither; the digest is ours to check.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }

  async put(id: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    const target = { Bucket: this.bucket, Key: PREFIX + id };
    let upload: string | undefined;
    const parts: { PartNumber: number; ETag: string | undefined }[] = [];
    const send = async (Body: Buffer) => {
      upload ??= (await this.client.send(new CreateMultipartUploadCommand(target))).UploadId;
      const PartNumber = parts.length + 1;
      const part = new UploadPartCommand({ ...target, UploadId: upload, PartNumber, Body });
      parts.push({ PartNumber, ETag: (await this.client.send(part)).ETag });
    };
    try {
      let last: Buffer | undefined;
      for await (const part of inParts(content)) {
        if (last) await send(last);
        last = part;
      }
      if (!upload) {
        await this.client.send(new PutObjectCommand({ ...target, Body: last ?? Buffer.alloc(0) }));
        return;
      }
      if (last) await send(last);
      const MultipartUpload = { Parts: parts };
      await this.client.send(
        new CompleteMultipartUploadCommand({ ...target, UploadId: upload, MultipartUpload }),
      );
    } catch (error) {
      // What cannot be aborted now is a leftover for the sweep; what counts is why the upload failed.
      if (upload)
        await this.client
          .send(new AbortMultipartUploadCommand({ ...target, UploadId: upload }))
          .catch(() => {});
      throw error;
    }
  }

  async open(id: string): Promise<OpenBlob | undefined> {
    try {
      const found = await this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: PREFIX + id }));
      if (!found.Body || found.ContentLength === undefined) return undefined;
      return { size: found.ContentLength, content: found.Body as AsyncIterable<Uint8Array> };
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  async remove(id: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: PREFIX + id }));
  }

  async removeLeftovers(since: Date): Promise<number> {
    const found = await this.client.send(
      new ListMultipartUploadsCommand({ Bucket: this.bucket, Prefix: PREFIX }),
    );
    const old = (found.Uploads ?? []).filter(({ Initiated }) => Initiated && Initiated < since);
    for (const { Key, UploadId } of old)
      await this.client.send(new AbortMultipartUploadCommand({ Bucket: this.bucket, Key, UploadId }));
    return old.length;
  }
}

async function* inParts(content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of content) {
    held.push(chunk);
    size += chunk.byteLength;
    if (size < PART_BYTES) continue;
    yield Buffer.concat(held);
    held = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(held);
}
