import type { FastifyRequest } from 'fastify';
import type { Principal, VerifiedToken } from '#libs/access';
import { type Language, type Problem, preferredLanguage } from '#libs/contract-kit';
import type { StartedSpan, Tracer } from '#libs/messaging';

/** What the edge knows of a request besides what it asks for. */
export interface Edge {
  readonly span: StartedSpan;
  readonly traceId: string;
  readonly traceparent: string;
  readonly language: Language;
  readonly began: number;
  /** The token as sent, and who it speaks for; or why it does not. */
  token?: string;
  caller?: Principal;
  /** The token as verified, with its end; for streams that outlive the request. */
  verified?: VerifiedToken;
  refusal?: Problem;
  /** `service.operation` once a route has taken the request; for metrics and log. */
  operation?: string;
  /** Code of the problem that it was answered with; for its span. */
  problemCode?: string;
  /** Address and account of a try to sign in; for its limit. */
  attempt?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    edge: Edge | null;
  }
  interface FastifyInstance {
    tracer: Tracer;
  }
}

/** The edge of a request. Made when first asked for: some errors come before any hook has run. */
export function edgeOf(request: FastifyRequest): Edge {
  request.edge ??= openEdge(request);
  return request.edge;
}

/** Methods that change nothing: requests of the others are always traced. */
const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

function openEdge(request: FastifyRequest): Edge {
  const { traceparent, 'accept-language': language } = request.headers;
  const span = request.server.tracer.start(single(traceparent), !READING.has(request.method));
  const { traceId, began } = span;
  return { span, traceId, traceparent: span.traceparent, language: preferredLanguage(language), began };
}

/** A header's one value; the first when a sender repeats it. */
export function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
