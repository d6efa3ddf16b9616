import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, type ApiResponseOptions, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasAnyRole } from '#libs/access';
import { RateLimited, ServiceUnavailable, Unauthenticated } from '#libs/contract-kit';
import { edgeOf } from '../edge/edge.js';
import { problemResponses } from '../openapi/problem-responses.js';
import { traceHeaders } from '../problems/send-problem.js';
import { CITY_OVERVIEW_SCHEMA } from './city-overview.js';
import { Overview } from './overview.js';

const OPERATOR = ['platform.operator'];

/** `GET /platform/gateway/overview`: how the city is, for people who are signed in. */
@Controller()
@ApiTags('health')
export class OverviewController {
  constructor(@Inject(Overview) private readonly overview: Overview) {}

  @Get('platform/gateway/overview')
  @ApiBearerAuth()
  @ApiOperation({
    operationId: 'gateway_overview',
    summary: '运行总览 · Overview',
    description:
      'The state of every service. Callers with the role `platform.operator` also get checks, memory, pending events, dead letters, requests and times; everybody else only whether each service works.',
  })
  @ApiResponse({
    status: 200,
    description: '运行总览 · Overview',
    schema: CITY_OVERVIEW_SCHEMA,
  } as ApiResponseOptions)
  async look(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const edge = edgeOf(request);
    edge.operation = 'gateway.overview';
    if (edge.refusal) throw edge.refusal;
    if (!edge.caller || !edge.token) throw Unauthenticated.with();
    const operator = hasAnyRole(edge.caller, OPERATOR);
    const found = await this.overview.look({ operator, token: edge.token });
    traceHeaders(request, reply);
    reply.header('cache-control', 'no-store').send(found);
  }
}

for (const response of problemResponses([Unauthenticated, RateLimited, ServiceUnavailable])) {
  const descriptor = Object.getOwnPropertyDescriptor(OverviewController.prototype, 'look');
  if (descriptor)
    ApiResponse(response as ApiResponseOptions)(OverviewController.prototype, 'look', descriptor);
}
