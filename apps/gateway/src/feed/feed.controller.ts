import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiHeader,
  ApiOperation,
  ApiQuery,
  ApiResponse,
  type ApiResponseOptions,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  InternalError,
  InvalidRequest,
  RateLimited,
  ServiceUnavailable,
  Unauthenticated,
} from '#libs/contract-kit';
import { edgeOf } from '../edge/edge.js';
import { problemResponses } from '../openapi/problem-responses.js';
import { traceHeaders } from '../problems/send-problem.js';
import { readFeedRequest } from './feed-request.js';
import { LiveFeed } from './live-feed.js';

const PROBLEMS = problemResponses([
  InvalidRequest,
  Unauthenticated,
  RateLimited,
  ServiceUnavailable,
  InternalError,
]);

/** `GET /events`: the live feed as server-sent events. */
@Controller()
@ApiTags('events')
export class FeedController {
  constructor(@Inject(LiveFeed) private readonly feed: LiveFeed) {}

  @Get('events')
  @ApiBearerAuth()
  @ApiOperation({
    operationId: 'gateway_events',
    summary: '实时事件 · Live events',
    description:
      'Server-sent events. `id` is the sequence in the stream, `event` is `<service>.<event>` and `data` a CloudEvent (see AsyncAPI). Each caller sees what the contract of an event lets them see. A reader that comes back with `Last-Event-ID` gets everything since, with no gap and nothing twice; without it, new events only. Every 15 s comes a comment that also moves the id on. Ends with the event `token-expired` when the token does, and with `token-revoked` when it is revoked.',
  })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: '`id` of the last event seen.',
    schema: { type: 'string' },
  })
  @ApiQuery({
    name: 'after',
    required: false,
    description: 'Like Last-Event-ID, which outranks it.',
    schema: { type: 'integer', minimum: 0 },
  })
  @ApiQuery({
    name: 'types',
    required: false,
    description: 'Only these events, separated by commas.',
    schema: { type: 'string' },
    example: 'data-catalog.entryPublished',
  })
  @ApiQuery({
    name: 'subject',
    required: false,
    description: 'Only events of this object, `<type>/<id>`.',
    schema: { type: 'string' },
  })
  @ApiResponse({
    status: 200,
    description: '事件流 · The stream of events',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  } as ApiResponseOptions)
  async events(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const edge = edgeOf(request);
    edge.operation = 'gateway.events';
    if (edge.refusal) throw edge.refusal;
    if (!edge.verified) throw Unauthenticated.with();
    const wanted = readFeedRequest(request, this.feed.eventNames);
    this.feed.assertOpen();
    traceHeaders(request, reply);
    reply
      .header('content-type', 'text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no');
    if (request.method === 'HEAD') {
      reply.send();
      return;
    }
    reply.hijack();
    reply.raw.writeHead(200, reply.getHeaders() as Record<string, string>);
    await this.feed.serve(reply.raw, wanted, edge.verified);
  }
}

for (const response of PROBLEMS) {
  const descriptor = Object.getOwnPropertyDescriptor(FeedController.prototype, 'events');
  if (descriptor) ApiResponse(response as ApiResponseOptions)(FeedController.prototype, 'events', descriptor);
}
