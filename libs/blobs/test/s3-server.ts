import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';

/**
 * A small server that speaks as much S3 as the adapter uses: objects and uploads by parts, in memory. It checks
 * that requests are signed (AWS4) and that each body has the digest it was signed with; not the signature itself.
 */
export interface S3Server {
  readonly url: string;
  readonly objects: Map<string, Buffer>;
  readonly uploads: Map<string, { key: string; began: Date; parts: Map<number, Buffer> }>;
  /** Refuses the next part, as a store does that is full. */
  refuseParts: boolean;
  stop(): Promise<void>;
}

export async function startS3Server(): Promise<S3Server> {
  const objects: S3Server['objects'] = new Map();
  const uploads: S3Server['uploads'] = new Map();
  const server = createServer((request, response) => {
    answer(request)
      .then(({ status = 200, body = '', headers = {} }) => response.writeHead(status, headers).end(body))
      .catch(() => response.writeHead(500).end());
  });

  async function answer(
    request: IncomingMessage,
  ): Promise<{ status?: number; body?: string | Buffer; headers?: Record<string, string> }> {
    const url = new URL(request.url ?? '/', 'http://s3');
    const key = decodeURIComponent(url.pathname.slice(1));
    const body = Buffer.concat(await request.toArray());
    const digest = createHash('sha256').update(body).digest('hex');
    const signed = request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential=tester/');
    if (!signed || request.headers['x-amz-content-sha256'] !== digest) return refused(403, 'AccessDenied');
    const id = url.searchParams.get('uploadId') ?? '';
    const upload = uploads.get(id);
    switch (request.method) {
      case 'POST': {
        if (url.searchParams.has('uploads')) {
          const made = randomUUID();
          uploads.set(made, { key, began: new Date(), parts: new Map() });
          return {
            body: `<InitiateMultipartUploadResult><UploadId>${made}</UploadId></InitiateMultipartUploadResult>`,
          };
        }
        if (!upload) return refused(404, 'NoSuchUpload');
        objects.set(key, Buffer.concat([...upload.parts].sort(([a], [b]) => a - b).map(([, part]) => part)));
        uploads.delete(id);
        return { body: '<CompleteMultipartUploadResult><ETag>"x"</ETag></CompleteMultipartUploadResult>' };
      }
      case 'PUT':
        if (!id) objects.set(key, body);
        else if (!upload || running.refuseParts) return refused(400, 'EntityTooLarge');
        else upload.parts.set(Number(url.searchParams.get('partNumber')), body);
        return { headers: { etag: `"${digest}"` } };
      case 'DELETE':
        if (id) uploads.delete(id);
        else objects.delete(key);
        return { status: 204 };
      default: {
        if (url.searchParams.has('uploads')) return { body: listed() };
        const found = objects.get(key);
        return found
          ? { body: found, headers: { 'content-length': String(found.length) } }
          : refused(404, 'NoSuchKey');
      }
    }
  }

  function listed(): string {
    const rows = [...uploads].map(
      ([id, { key, began }]) =>
        `<Upload><Key>${key.replace(/^[^/]+\//, '')}</Key><UploadId>${id}</UploadId><Initiated>${began.toISOString()}</Initiated></Upload>`,
    );
    return `<ListMultipartUploadsResult>${rows.join('')}</ListMultipartUploadsResult>`;
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const running: S3Server = {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    objects,
    uploads,
    refuseParts: false,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return running;
}

function refused(status: number, code: string) {
  return {
    status,
    body: `<Error><Code>${code}</Code><Message>${code}</Message></Error>`,
    headers: { 'content-type': 'application/xml' },
  };
}
