import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Readiness } from './readiness.js';

const PART = {
  type: 'object',
  required: ['ready'],
  properties: { ready: { type: 'boolean' }, detail: { type: 'string' } },
};
const READINESS = {
  type: 'object',
  required: ['ready', 'services'],
  properties: {
    ready: { type: 'boolean' },
    services: { type: 'object', additionalProperties: PART },
    seeds: PART,
  },
};

/** `/health/live` and `/health/ready`, for launchers and orchestrators. */
@Controller('health')
@ApiTags('health')
export class HealthController {
  constructor(@Inject(Readiness) private readonly readiness: Readiness) {}

  @Get('live')
  @ApiOperation({ operationId: 'gateway_live', summary: '存活 · Live', description: 'The gateway runs.' })
  @ApiResponse({ status: 200, description: '运行中 · Runs', schema: { type: 'object' } })
  live(@Res() reply: FastifyReply): void {
    reply.header('cache-control', 'no-store').send({ status: 'live' });
  }

  @Get('ready')
  @ApiOperation({
    operationId: 'gateway_ready',
    summary: '就绪 · Ready',
    description: 'Every service answers and can work, and the seeds are loaded.',
  })
  @ApiResponse({ status: 200, description: '就绪 · Ready', schema: READINESS })
  @ApiResponse({ status: 503, description: '未就绪 · Not ready', schema: READINESS })
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const readiness = await this.readiness.check();
    reply
      .header('cache-control', 'no-store')
      .code(readiness.ready ? 200 : 503)
      .send(readiness);
  }
}
