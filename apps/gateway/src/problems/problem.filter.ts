import { type ArgumentsHost, Catch, type ExceptionFilter, NotFoundException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { InternalError } from '#libs/contract-kit';
import { edgeOf } from '../edge/edge.js';
import type { UnknownPath } from '../edge/unknown-path.js';
import { problemOf } from './problem-of.js';
import { sendProblem } from './send-problem.js';

/** The one place where errors become HTTP. */
@Catch()
export class ProblemFilter implements ExceptionFilter<unknown> {
  constructor(
    private readonly logger: Logger,
    private readonly unknownPath: UnknownPath,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent || reply.raw.headersSent) {
      // The reply has begun: all that can still be said is that it is not whole.
      this.logger.error({ err: error, traceId: edgeOf(request).traceId }, 'a reply broke off');
      reply.raw.destroy();
      return;
    }
    // Only the router throws Nest's own exception: nothing has taken the request.
    if (error instanceof NotFoundException) {
      this.unknownPath.answer(request, reply);
      return;
    }
    const problem = problemOf(error);
    if (problem.is(InternalError)) {
      this.logger.error(
        { err: error, traceId: edgeOf(request).traceId, operation: edgeOf(request).operation },
        'a request failed with an undeclared error',
      );
    }
    sendProblem(request, reply, problem);
  }
}
