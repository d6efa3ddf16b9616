import { randomUUID } from 'node:crypto';
import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { ANONYMOUS, hasAnyRole, type Principal } from '#libs/access';
import {
  compileRequest,
  type FieldError,
  Forbidden,
  InternalError,
  InvalidRequest,
  type Operation,
  Problem,
  preferredLanguage,
  renderProblem,
  type ServiceContract,
  ServiceUnavailable,
  Unauthenticated,
  type Validate,
  VersionRequired,
} from '#libs/contract-kit';
import type { Call } from './call.js';
import { answerDiscovery, type EndpointFigures } from './discovery.js';
import { headerBlock, type ReadHeaders, readHeaders } from './header-block.js';
import { HEADER } from './headers.js';
import { readJson } from './json-body.js';
import { outcomeOf } from './span.js';
import { type StartedSpan, type Tracer, tracerOf } from './tracing.js';

/** What the server needs from its host. */
export interface OperationServerPorts {
  readonly connection: NatsConnection;
  readonly contract: ServiceContract;
  /** Milliseconds that requests under way get at the end; ten seconds unless told otherwise. */
  readonly drainMs?: number;
  authenticate(token: string): Promise<Principal>;
  /** The problem that an error of a dependency (database, bus) amounts to; `undefined` when it is a defect. */
  asProblem(error: unknown): Problem | undefined;
  /** A request was refused for want of a right: into the audit trail. */
  denied(
    problem: Problem,
    call: Omit<Call, 'operation'> & { operation: Operation },
    request: unknown,
  ): Promise<void>;
  /** One line for each finished request; undeclared errors come with `error`. */
  finished(
    call: Call,
    outcome: { status: number; code?: string; milliseconds: number; error?: unknown },
  ): void;
}

/** More requests at once than this are answered with 503, so that a flood cannot eat the memory. */
const MOST_AT_ONCE = 512;
const DRAIN_MS = 10_000;
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,128}$/;
const VERSION = /^[1-9]\d{0,15}$/;
const BEARER = /^Bearer (\S+)$/i;
const encoder = new TextEncoder();

/**
 * The NATS transport of our services: a Nest custom strategy with plain JSON bodies, problems with the NATS
 * service error headers, deadlines, discovery and drain (docs/adr/0004-plain-json-on-nats.md).
 *
 * The way of a request is one method, `answer`: authenticate → authorise → read → validate → handle → reply.
 */
export class OperationServer extends Server implements CustomTransportStrategy {
  private readonly instance = randomUUID().replaceAll('-', '').slice(0, 22);
  private readonly figures = new Map<string, EndpointFigures>();
  private readonly validators = new Map<string, Validate>();
  private readonly doubled = new Set<string>();
  private subscriptions: Subscription[] = [];
  private readonly tracer: Tracer;
  private running = 0;
  private idle: (() => void) | undefined;

  constructor(private readonly ports: OperationServerPorts) {
    super();
    this.tracer = tracerOf(ports.connection);
  }

  /** Nest lets the last handler of a subject win without a word; here a second one is a fault, told at start. */
  override addHandler(...[pattern, ...rest]: Parameters<Server['addHandler']>): void {
    const subject = this.normalizePattern(pattern);
    if (this.messageHandlers.has(subject)) this.doubled.add(subject);
    super.addHandler(pattern, ...rest);
  }

  /** Subscribes every operation; calls back only when the server has taken all subscriptions. */
  listen(callback: (error?: unknown) => void): void {
    this.start().then(() => callback(), callback);
  }

  private async start(): Promise<void> {
    const { connection, contract } = this.ports;
    const operations = Object.values(contract.operations);
    this.checkHandlers(operations);
    for (const operation of operations) {
      this.validators.set(operation.subject, compileRequest(operation.request));
      this.figures.set(operation.subject, { requests: 0, errors: 0, lastError: '', nanoseconds: 0 });
      this.subscriptions.push(
        connection.subscribe(operation.subject, {
          queue: contract.name,
          callback: (error, message) => {
            if (!error) void this.serve(operation, message);
          },
        }),
      );
    }
    this.subscriptions.push(...answerDiscovery(connection, contract, this.instance, this.figures));
    await connection.flush();
  }

  /** A missing or foreign handler fails at start, not at the first request. */
  private checkHandlers(operations: readonly Operation[]): void {
    const declared = new Set(operations.map((operation) => operation.subject));
    const bound = [...this.messageHandlers.keys()];
    const missing = [...declared].filter((subject) => !this.messageHandlers.has(subject));
    const foreign = bound.filter((subject) => !declared.has(subject));
    const faults = [
      ...missing.map((subject) => `no handler for ${subject}`),
      ...foreign.map((subject) => `handler for ${subject}, which the contract does not declare`),
      ...[...this.doubled].map((subject) => `two handlers for ${subject}`),
    ];
    if (faults.length > 0) throw new Error(`${this.ports.contract.name}: ${faults.join('; ')}`);
  }

  /** Takes no more requests and finishes those under way, within the time for it. */
  async close(): Promise<void> {
    await Promise.all(this.subscriptions.map((subscription) => subscription.drain()));
    if (this.running > 0) {
      const finished = new Promise<void>((resolve) => {
        this.idle = resolve;
      });
      await Promise.race([
        finished,
        new Promise((resolve) => setTimeout(resolve, this.ports.drainMs ?? DRAIN_MS).unref()),
      ]);
    }
    if (!this.ports.connection.isClosed()) await this.ports.connection.flush();
  }

  on(): void {
    throw new Error('the operation server has no events of its own');
  }

  unwrap<T>(): T {
    return this.ports.connection as T;
  }

  private async serve(operation: Operation, message: Msg): Promise<void> {
    this.running++;
    const began = performance.now();
    const headers = readHeaders(message);
    const span = this.tracer.start(headers.get(HEADER.traceparent), operation.kind === 'command');
    const call = callOf(operation, headers, span.traceId, span.traceparent);
    let status = 200;
    let code: string | undefined;
    let error: unknown;
    try {
      if (this.running > MOST_AT_ONCE) throw ServiceUnavailable.with({ retryAfter: 1 });
      respond(message, await this.answer(message, headers, call), span.traceId);
    } catch (thrown) {
      const declared = thrown instanceof Problem ? thrown : this.ports.asProblem(thrown);
      const problem = declared ?? InternalError.with({ cause: thrown });
      if (!declared) error = thrown;
      status = problem.problem.status;
      code = problem.problem.code;
      respondProblem(message, problem, call);
    } finally {
      const milliseconds = performance.now() - began;
      this.count(operation, milliseconds, code);
      if (span.sampled) this.record(span, call, status, code);
      this.ports.finished(call, {
        status,
        milliseconds,
        ...(code && { code }),
        ...(error !== undefined && { error }),
      });
      if (--this.running === 0) this.idle?.();
    }
  }

  private async answer(message: Msg, headers: ReadHeaders, call: OpenCall): Promise<object> {
    const { operation } = call;
    const badHeaders = headerErrors(headers);
    if (badHeaders.length > 0) throw InvalidRequest.with({ errors: badHeaders });
    if (call.token) call.caller = await this.ports.authenticate(call.token);
    else if (operation.allow !== 'anyone') throw Unauthenticated.with();
    if (!mayCall(call)) await this.refuse(call, message);
    const request = readJson(message.data, operation.maxBytes);
    const errors = this.validators.get(operation.subject)?.(request) ?? [];
    if (errors.length > 0) throw InvalidRequest.with({ errors });
    if (operation.ifMatch === 'required' && call.ifMatch === undefined) throw VersionRequired.with();
    try {
      return await this.handle(operation, request, call);
    } catch (thrown) {
      if (thrown instanceof Problem && thrown.problem.status === 403)
        await this.ports.denied(thrown, call, request);
      throw thrown;
    }
  }

  /** Refuses a caller without any of the roles, and puts that into the audit trail. */
  private async refuse(call: Call, message: Msg): Promise<never> {
    const roles = call.operation.allow as readonly string[];
    const problem = Forbidden.with({
      detail: { zh: `需要角色之一：${roles.join('、')}`, en: `Needs one of the roles ${roles.join(', ')}` },
    });
    await this.ports.denied(
      problem,
      call,
      safely(() => readJson(message.data, call.operation.maxBytes)),
    );
    throw problem;
  }

  /** Looks the handler up itself: Nest's look-up tries to parse every subject as JSON, at a tenth of the hop. */
  private async handle(operation: Operation, request: unknown, call: Call): Promise<object> {
    const handler = this.messageHandlers.get(operation.subject);
    if (!handler) throw new Error(`no handler for ${operation.subject}`);
    const result: unknown = await handler(request, call);
    return (isObservable(result) ? await lastValueFrom(result) : result) as object;
  }

  private record(span: StartedSpan, { operation, caller }: Call, status: number, code?: string): void {
    this.tracer.record({
      kind: 'serve',
      name: `${operation.service}.${operation.name}`,
      address: operation.subject,
      outcome: outcomeOf(status),
      status,
      actor: caller.subject,
      ...this.tracer.times(span),
      ...(code && { code }),
    });
  }

  private count(operation: Operation, milliseconds: number, code: string | undefined): void {
    const figure = this.figures.get(operation.subject);
    if (!figure) return;
    figure.requests++;
    figure.nanoseconds += milliseconds * 1e6;
    if (code) {
      figure.errors++;
      figure.lastError = code;
    }
  }
}

/** A call whose caller is not known yet. */
type OpenCall = { -readonly [Field in keyof Call]: Call[Field] };

function mayCall({ operation: { allow }, caller }: Call): boolean {
  return allow === 'anyone' || allow === 'signed-in' || hasAnyRole(caller, allow);
}

function callOf(operation: Operation, headers: ReadHeaders, traceId: string, traceparent: string): OpenCall {
  const timeout = Number(headers.get(HEADER.timeout) || operation.timeoutMs);
  const requestId = randomUUID();
  const call: OpenCall = {
    operation,
    caller: ANONYMOUS,
    language: preferredLanguage(headers.get(HEADER.language)),
    deadline:
      Date.now() + (Number.isFinite(timeout) ? Math.min(Math.max(timeout, 1), 600_000) : operation.timeoutMs),
    requestId,
    correlationId: headers.get(HEADER.correlation)?.slice(0, 100) || requestId,
    traceId,
    traceparent,
  };
  const key = headers.get(HEADER.idempotencyKey);
  const version = headers.get(HEADER.ifMatch);
  const token = BEARER.exec(headers.get(HEADER.authorization) ?? '')?.[1];
  if (key && IDEMPOTENCY_KEY.test(key)) call.idempotencyKey = key;
  if (version && VERSION.test(version)) call.ifMatch = Number(version);
  if (token) call.token = token;
  return call;
}

/** A header that is there but unreadable is refused: ignoring it could do a command twice, or over a change. */
function headerErrors(headers: ReadHeaders): FieldError[] {
  const key = headers.get(HEADER.idempotencyKey);
  const version = headers.get(HEADER.ifMatch);
  const errors: FieldError[] = [];
  if (key && !IDEMPOTENCY_KEY.test(key)) {
    errors.push({
      path: '/headers/idempotency-key',
      rule: 'pattern',
      message: { zh: '幂等键格式不正确', en: 'The idempotency key has not the required form' },
      remedy: {
        zh: '使用 1–128 个可见 ASCII 字符，例如 UUID',
        en: 'Use 1–128 visible ASCII characters, a UUID for example',
      },
    });
  }
  if (version && !VERSION.test(version)) {
    errors.push({
      path: '/headers/if-match',
      rule: 'pattern',
      message: { zh: '版本号格式不正确', en: 'The version has not the required form' },
      remedy: { zh: '使用读取时得到的版本号（ETag）', en: 'Use the version (ETag) that you have read' },
    });
  }
  return errors;
}

function respond(message: Msg, reply: object, traceId: string): void {
  const version = 'version' in reply && typeof reply.version === 'number' ? String(reply.version) : undefined;
  message.respond(encoder.encode(JSON.stringify(reply)), {
    headers: headerBlock({ [HEADER.traceId]: traceId, [HEADER.version]: version }),
  });
}

function respondProblem(message: Msg, problem: Problem, call: Call): void {
  message.respond(JSON.stringify(renderProblem(problem, call.language, call.traceId)), {
    headers: headerBlock({
      [HEADER.traceId]: call.traceId,
      [HEADER.error]: problem.problem.title.en,
      [HEADER.errorCode]: String(problem.problem.status),
    }),
  });
}

function safely<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
