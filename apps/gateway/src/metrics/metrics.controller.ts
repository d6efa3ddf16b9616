import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Metrics } from './metrics.js';

/** `/metrics` in the text format of Prometheus. */
@Controller()
@ApiExcludeController()
export class MetricsController {
  constructor(@Inject(Metrics) private readonly metrics: Metrics) {}

  @Get('metrics')
  async text(@Res() reply: FastifyReply): Promise<void> {
    const text = await this.metrics.text();
    reply.header('cache-control', 'no-store').header('content-type', this.metrics.contentType).send(text);
  }
}
