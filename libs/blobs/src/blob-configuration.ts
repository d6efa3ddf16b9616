import { cleanEnv, num, str } from 'envalid';
import { LARGEST_FILE } from '#libs/contract-kit';
import type { NatsConnection } from '#libs/messaging';
import type { BlobStore } from './blob-store.js';
import { ClamdScan } from './clamd-scan.js';
import { NatsBlobStore } from './nats-blob-store.js';
import { S3BlobStore } from './s3-blob-store.js';
import type { UploadLimits } from './uploads.js';
import { NO_SCAN, type VirusScan } from './virus-scan.js';

export interface BlobParts {
  readonly blobs: BlobStore;
  readonly scan: VirusScan;
  readonly limits: UploadLimits;
}

const HOUR_MS = 3_600_000;

/** Store, scanner and limits, as the deployment says. @throws Error naming the variable that is wrong */
export async function openBlobs(
  environment: NodeJS.ProcessEnv,
  connection: NatsConnection,
): Promise<BlobParts> {
  const faults: string[] = [];
  const read = cleanEnv(
    environment,
    {
      FILES_STORE: str({ choices: ['nats', 's3'], default: 'nats' }),
      FILES_MAX_BYTES: num({ desc: 'largest file', default: 50 * 1024 ** 2 }),
      FILES_KEEP_HOURS: num({ desc: 'hours that an unattached file is kept', default: 24 }),
      FILES_WAITING: num({ desc: 'unattached files of one uploader', default: 50 }),
      CLAMD_URL: str({ desc: 'tcp://host:port of a ClamAV daemon', default: '' }),
      S3_BUCKET: str({ default: '' }),
      S3_REGION: str({ default: 'us-east-1' }),
      S3_ENDPOINT: str({ desc: 'address of a server other than Amazon', default: '' }),
      S3_ACCESS_KEY_ID: str({ default: '' }),
      S3_SECRET_ACCESS_KEY: str({ default: '' }),
    },
    { reporter: ({ errors }) => void faults.push(...Object.keys(errors)) },
  );
  if (read.FILES_MAX_BYTES < 1 || read.FILES_MAX_BYTES > LARGEST_FILE) faults.push('FILES_MAX_BYTES');
  if (read.FILES_KEEP_HOURS <= 0) faults.push('FILES_KEEP_HOURS');
  if (read.FILES_STORE === 's3' && !read.S3_BUCKET) faults.push('S3_BUCKET');
  const clamd = read.CLAMD_URL && URL.canParse(read.CLAMD_URL) ? new URL(read.CLAMD_URL) : undefined;
  if (read.CLAMD_URL && clamd?.protocol !== 'tcp:') faults.push('CLAMD_URL');
  if (faults.length > 0) throw new Error(`wrong settings of files: ${faults.join(', ')}`);
  const credentials = {
    accessKeyId: read.S3_ACCESS_KEY_ID,
    secretAccessKey: read.S3_SECRET_ACCESS_KEY,
  };
  return {
    blobs:
      read.FILES_STORE === 's3'
        ? new S3BlobStore({
            bucket: read.S3_BUCKET,
            region: read.S3_REGION,
            ...(read.S3_ENDPOINT && { endpoint: read.S3_ENDPOINT }),
            ...(credentials.accessKeyId && { credentials }),
          })
        : await NatsBlobStore.open(connection),
    scan: clamd ? new ClamdScan(clamd) : NO_SCAN,
    limits: {
      maxBytes: read.FILES_MAX_BYTES,
      keepMs: read.FILES_KEEP_HOURS * HOUR_MS,
      waiting: read.FILES_WAITING,
    },
  };
}
