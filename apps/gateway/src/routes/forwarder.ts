import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Operation, ServiceUnavailable, Unauthenticated } from '#libs/contract-kit';
import type { OperationClient } from '#libs/messaging';
import { type Edge, edgeOf } from '../edge/edge.js';
import type { LimitSignIn } from '../edge/rate-limits.js';
import { answer } from './answer.js';
import { callHeaders } from './call-headers.js';
import type { OperationRoute } from './operation-route.js';
import { type ReadRequest, RequestReader } from './request-reader.js';

/** Carries requests to the services and their answers back: who may → read → call → answer. */
export class Forwarder {
  private readonly readers = new Map<string, RequestReader>();

  constructor(
    private readonly client: Pick<OperationClient, 'exchange'>,
    private readonly limitSignIn: LimitSignIn,
    private readonly bus: { readonly down: boolean },
  ) {}

  async forward(route: OperationRoute, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { operation } = route;
    const edge = edgeOf(request);
    edge.operation = `${operation.service}.${operation.name}`;
    admit(operation, edge);
    const options = callHeaders(request);
    const read = this.readerOf(route).read(request);
    if (isSignIn(operation)) {
      edge.attempt = attemptOf(request, read);
      await this.limitSignIn(request);
    }
    if (this.bus.down) throw BUS_DOWN();
    const answered = await this.client.exchange(operation, read.bytes, options);
    answer(route, answered, request, reply);
  }

  private readerOf(route: OperationRoute): RequestReader {
    const known = this.readers.get(route.id);
    if (known) return known;
    const reader = new RequestReader(route);
    this.readers.set(route.id, reader);
    return reader;
  }
}

const BUS_DOWN = () =>
  ServiceUnavailable.with({
    detail: { zh: '消息总线不可用', en: 'The message bus is not available' },
    retryAfter: 1,
  });

/** Early 401. The service checks the token again, and alone decides what the caller may do. */
function admit(operation: Operation, edge: Edge): void {
  if (edge.refusal) throw edge.refusal;
  if (operation.allow !== 'anyone' && !edge.caller) throw Unauthenticated.with();
}

/** A command that anyone may send is an attempt at something: it gets the narrow limit. */
function isSignIn(operation: Operation): boolean {
  return operation.kind === 'command' && operation.allow === 'anyone';
}

function attemptOf(request: FastifyRequest, { value }: ReadRequest): string {
  const account =
    typeof value === 'object' && value !== null && 'account' in value ? value.account : undefined;
  return `${request.ip} ${typeof account === 'string' ? account.slice(0, 100) : ''}`;
}
