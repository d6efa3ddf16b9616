import { type Msg, type NatsConnection, NoRespondersError, TimeoutError } from '@nats-io/transport-node';
import {
  defineProblem,
  isProblemDetail,
  type Language,
  type Operation,
  Problem,
  type ProblemDetail,
  ServiceUnavailable,
} from '#libs/contract-kit';
import { headerBlock, type ReadHeaders, readHeaders } from './header-block.js';
import { HEADER } from './headers.js';
import { ReplyInbox } from './reply-inbox.js';
import { outcomeOf } from './span.js';
import { type StartedSpan, type Tracer, tracerOf } from './tracing.js';

/** What goes with a request besides its body. */
export interface CallOptions {
  readonly token?: string;
  readonly idempotencyKey?: string;
  readonly ifMatch?: number;
  readonly language?: Language;
  readonly timeoutMs?: number;
  readonly traceparent?: string;
  readonly correlationId?: string;
}

/** A reply with what its headers said. */
export interface Reply<Body> {
  readonly body: Body;
  readonly version?: number;
  readonly traceId?: string;
}

/** A problem that a service answered with; `detail` is its problem as it came, in the asked language. */
export class RemoteProblem extends Problem {
  constructor(readonly remote: ProblemDetail) {
    super(
      defineProblem({
        code: remote.code,
        status: remote.status,
        title: { zh: remote.title, en: remote.title },
        remedy: { zh: remote.remedy, en: remote.remedy },
      }),
      {
        ...(remote.detail && { detail: { zh: remote.detail, en: remote.detail } }),
        ...(remote.retryAfter !== undefined && { retryAfter: remote.retryAfter }),
        ...(remote.currentVersion !== undefined && { currentVersion: remote.currentVersion }),
        ...(remote.allowed && { allowed: remote.allowed }),
        ...(remote.errors && {
          errors: remote.errors.map(({ path, rule, message, remedy }) => ({
            path,
            rule,
            message: { zh: message, en: message },
            remedy: { zh: remedy, en: remedy },
          })),
        }),
      },
    );
    this.name = 'RemoteProblem';
  }
}

const RETRY_AFTER_SECONDS = 1;
const encoder = new TextEncoder();

/** The reply to a request as it came, its headers read. */
export interface Exchanged {
  readonly message: Msg;
  readonly headers: ReadHeaders;
  readonly traceId: string;
}

/** Sends requests for declared operations over one NATS connection. */
export class OperationClient {
  private readonly inbox: ReplyInbox;
  private readonly tracer: Tracer;

  constructor(connection: NatsConnection) {
    this.inbox = ReplyInbox.of(connection);
    this.tracer = tracerOf(connection);
  }

  /**
   * Calls an operation and waits for its reply.
   * @throws RemoteProblem what the service answered; Problem `service-unavailable` when nobody answered in time
   */
  async call<Req extends object, Rep extends object>(
    operation: Operation<Req, Rep>,
    request: Req,
    options: CallOptions = {},
  ): Promise<Reply<Rep>> {
    const { message, headers, traceId } = await this.exchange(
      operation,
      encoder.encode(JSON.stringify(request)),
      options,
    );
    const version = Number(headers.get(HEADER.version) || Number.NaN);
    return {
      body: message.json<Rep>(),
      ...(Number.isSafeInteger(version) && { version }),
      traceId: headers.get(HEADER.traceId) || traceId,
    };
  }

  /** Like `call`, with the body as bytes both ways: the gateway need not parse what it passes on. */
  async exchange(operation: Operation, body: Uint8Array, options: CallOptions): Promise<Exchanged> {
    const timeout = options.timeoutMs ?? operation.timeoutMs;
    const span = this.tracer.start(options.traceparent, operation.kind === 'command');
    let problem: Problem | undefined;
    try {
      const sent = requestHeaders(options, timeout, span.traceparent);
      const message = await this.inbox.request(operation.subject, body, sent, timeout);
      const headers = readHeaders(message);
      if (headers.get(HEADER.errorCode)) throw remoteProblem(message);
      return { message, headers, traceId: span.traceId };
    } catch (error) {
      problem = error instanceof Problem ? error : unavailable(operation, error);
      throw problem;
    } finally {
      if (span.sampled) this.record(span, operation, problem);
    }
  }

  private record(span: StartedSpan, operation: Operation, problem: Problem | undefined): void {
    const status = problem?.problem.status ?? 200;
    this.tracer.record({
      kind: 'call',
      name: `${operation.service}.${operation.name}`,
      address: operation.subject,
      peer: operation.service,
      outcome: outcomeOf(status),
      status,
      ...this.tracer.times(span),
      ...(problem && { code: problem.problem.code }),
    });
  }
}

function requestHeaders(options: CallOptions, timeout: number, traceparent: string) {
  return headerBlock({
    [HEADER.timeout]: String(timeout),
    [HEADER.traceparent]: traceparent,
    [HEADER.authorization]: options.token && `Bearer ${options.token}`,
    [HEADER.idempotencyKey]: options.idempotencyKey,
    [HEADER.ifMatch]: options.ifMatch === undefined ? undefined : String(options.ifMatch),
    [HEADER.language]: options.language,
    [HEADER.correlation]: options.correlationId,
  });
}

function remoteProblem(message: Msg): Problem {
  const detail: unknown = message.json();
  return isProblemDetail(detail)
    ? new RemoteProblem(detail)
    : ServiceUnavailable.with({ retryAfter: RETRY_AFTER_SECONDS });
}

function unavailable(operation: Operation, error: unknown): Problem {
  const nobody = error instanceof NoRespondersError;
  const late = error instanceof TimeoutError;
  const why = nobody
    ? { zh: `服务 ${operation.service} 未启动`, en: `Service ${operation.service} is not running` }
    : late
      ? {
          zh: `服务 ${operation.service} 未在时限内答复`,
          en: `Service ${operation.service} did not answer in time`,
        }
      : { zh: '消息总线不可用', en: 'The message bus is not available' };
  return ServiceUnavailable.with({ detail: why, retryAfter: RETRY_AFTER_SECONDS, cause: error });
}
