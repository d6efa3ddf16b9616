import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type FileRef,
  type HttpAnswer,
  type Operation,
  ServiceUnavailable,
  Unauthenticated,
} from '#libs/contract-kit';
import type { OperationClient } from '#libs/messaging';
import { type Edge, edgeOf } from '../edge/edge.js';
import type { LimitSignIn } from '../edge/rate-limits.js';
import type { CityFiles } from '../files/city-files.js';
import { sendFile } from '../files/send-file.js';
import { answer } from './answer.js';
import { callHeaders } from './call-headers.js';
import { accountIn, exchangeOf, sendAnswer } from './http-exchange.js';
import type { OperationRoute } from './operation-route.js';
import { type ReadRequest, RequestReader } from './request-reader.js';

const encoder = new TextEncoder();

/** Carries requests to the services and their answers back: who may → read → call → answer. */
export class Forwarder {
  private readonly readers = new Map<string, RequestReader>();

  constructor(
    private readonly client: Pick<OperationClient, 'exchange'>,
    private readonly limitSignIn: LimitSignIn,
    private readonly bus: { readonly down: boolean },
    private readonly files: CityFiles,
  ) {}

  async forward(route: OperationRoute, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { operation } = route;
    const edge = edgeOf(request);
    edge.operation = `${operation.service}.${operation.name}`;
    if (route.facade?.exchange) return this.exchange(route, request, reply);
    admit(operation, edge);
    const options = callHeaders(request);
    const read = this.readerOf(route).read(request);
    if (isSignIn(operation)) {
      edge.attempt = attemptOf(request, read);
      await this.limitSignIn(request);
    }
    if (this.bus.down) throw BUS_DOWN();
    const answered = await this.client.exchange(operation, read.bytes, options);
    if (route.facade?.download) await sendFile(this.files, answered.message.json<FileRef>(), request, reply);
    else answer(route, answered, request, reply);
  }

  /** HTTP that the service answers itself. The `Authorization` of it is not ours to judge: it goes along unread. */
  private async exchange(
    { operation }: OperationRoute,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const exchanged = exchangeOf(request);
    const account = accountIn(exchanged);
    if (account !== undefined) {
      edgeOf(request).attempt = `${request.ip} ${account.slice(0, 100)}`;
      await this.limitSignIn(request);
    }
    if (this.bus.down) throw BUS_DOWN();
    const { language, traceparent } = edgeOf(request);
    const bytes = encoder.encode(JSON.stringify(exchanged));
    const { message } = await this.client.exchange(operation, bytes, { language, traceparent });
    sendAnswer(message.json<HttpAnswer>(), request, reply);
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
