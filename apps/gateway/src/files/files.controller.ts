import { Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiResponse,
  type ApiResponseOptions,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  FILE_UPLOAD_PROBLEMS,
  FileRef,
  InvalidRequest,
  NotFound,
  RateLimited,
  ServiceUnavailable,
  Unauthenticated,
} from '#libs/contract-kit';
import { type Edge, edgeOf, single } from '../edge/edge.js';
import { problemResponses } from '../openapi/problem-responses.js';
import { invalid } from '../problems/problem-of.js';
import { traceHeaders } from '../problems/send-problem.js';
import { CityFiles } from './city-files.js';
import { sendFile } from './send-file.js';

const SHARED = [Unauthenticated, RateLimited, ServiceUnavailable];
const ID = /^[0-9a-f-]{36}$/;
/** What is read on of a refused file, so that its sender hears why. */
const READ_ON_MS = 2_000;

/** `/files`: uploads, and unattached files for who uploaded them. Attached ones are their service's to give. */
@Controller('files')
@ApiTags('files')
@ApiExtraModels(FileRef)
export class FilesController {
  constructor(@Inject(CityFiles) private readonly files: CityFiles) {}

  @Post()
  @HttpCode(201)
  @ApiBearerAuth()
  @ApiOperation({
    operationId: 'gateway_uploadFile',
    summary: '上传文件 · Upload a file',
    description:
      'The body is the file as it is. It is kept unattached for a time (24 hours unless the city says otherwise) and attached when a command names its `id`.',
  })
  @ApiHeader({
    name: 'X-File-Name',
    required: true,
    description: 'Name of the file, percent-encoded UTF-8.',
    schema: { type: 'string', maxLength: 1_000 },
  })
  @ApiBody({
    required: true,
    schema: { type: 'string', format: 'binary' },
    description: 'The media type is the `Content-Type` of the request.',
  })
  @ApiResponse({ status: 201, description: '已上传 · Uploaded', type: FileRef })
  async upload(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const edge = edgeOf(request);
    edge.operation = 'gateway.uploadFile';
    try {
      const uploader = callerOf(edge);
      const announced = Number(request.headers['content-length']);
      const file = await this.files.receive({
        uploader,
        name: nameOf(single(request.headers['x-file-name'])),
        mediaType: single(request.headers['x-file-type']) ?? '',
        ...(Number.isSafeInteger(announced) && { size: announced }),
        // Leaving off must not cut the connection: the sender is still to hear why.
        content: request.raw.iterator({ destroyOnReturn: false }),
      });
      traceHeaders(request, reply);
      reply.code(201).header('cache-control', 'no-store').header('location', `/files/${file.id}`).send(file);
    } catch (error) {
      await readOn(request);
      reply.header('connection', 'close');
      throw error;
    }
  }

  @Get(':id')
  @ApiBearerAuth()
  @ApiOperation({
    operationId: 'gateway_downloadUpload',
    summary: '下载未使用的上传文件 · Download an unattached file',
    description: 'For its uploader only, until it is attached or expires.',
  })
  @ApiParam({ name: 'id', schema: { type: 'string' } })
  @ApiResponse({
    status: 200,
    description: '文件 · The file',
    content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
  })
  async download(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const edge = edgeOf(request);
    edge.operation = 'gateway.downloadUpload';
    const uploader = callerOf(edge);
    const { id } = request.params as { id: string };
    if (!ID.test(id)) throw NotFound.with();
    await sendFile(this.files, await this.files.unattached(uploader, id), request, reply);
  }
}

function callerOf(edge: Edge): string {
  if (edge.refusal) throw edge.refusal;
  if (!edge.caller) throw Unauthenticated.with();
  return edge.caller.subject;
}

function nameOf(header: string | undefined): string {
  try {
    const name = decodeURIComponent(header ?? '');
    if (name.trim() !== '') return name;
  } catch {
    // Not percent-encoded UTF-8: said below.
  }
  throw invalid(
    '/headers/x-file-name',
    'required',
    { zh: '缺少文件名或编码不正确', en: 'The file name is missing or not well encoded' },
    { zh: '在 X-File-Name 中给出百分号编码（UTF-8）的文件名', en: 'Give X-File-Name, percent-encoded UTF-8' },
  );
}

/** Lets a sender that is still sending hear the answer: most read it only when they are through. */
async function readOn({ raw }: FastifyRequest): Promise<void> {
  if (raw.complete || raw.destroyed) return;
  raw.resume();
  await new Promise<void>((resolve) => {
    const enough = setTimeout(resolve, READ_ON_MS);
    const end = () => {
      clearTimeout(enough);
      resolve();
    };
    raw.once('end', end).once('close', end).once('error', end);
  });
}

for (const [name, problems] of [
  ['upload', [...FILE_UPLOAD_PROBLEMS, InvalidRequest, ...SHARED]],
  ['download', [NotFound, ...SHARED]],
] as const) {
  const descriptor = Object.getOwnPropertyDescriptor(FilesController.prototype, name);
  for (const response of problemResponses(problems))
    if (descriptor) ApiResponse(response as ApiResponseOptions)(FilesController.prototype, name, descriptor);
}
