import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { attachmentHeader } from '#libs/blobs';
import type { FileRef } from '#libs/contract-kit';
import { traceHeaders } from '../problems/send-problem.js';
import { matches } from '../routes/answer.js';
import type { CityFiles } from './city-files.js';

/** Streams a file to whoever may have it; never shown in the page, always saved. */
export async function sendFile(
  files: CityFiles,
  file: FileRef,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const tag = `"${file.sha256}"`;
  traceHeaders(request, reply);
  reply
    .header('etag', tag)
    .header('cache-control', 'private, no-cache')
    .header('x-content-type-options', 'nosniff')
    .header('accept-ranges', 'none');
  if (matches(request.headers['if-none-match'], tag)) {
    reply.code(304).send();
    return;
  }
  reply
    .header('content-type', file.mediaType)
    .header('content-length', String(file.size))
    .header('content-disposition', attachmentHeader(file.name))
    .header('content-security-policy', "default-src 'none'; sandbox");
  if (request.method === 'HEAD') reply.send('');
  else reply.send(Readable.from(await files.content(file), { objectMode: false }));
}
