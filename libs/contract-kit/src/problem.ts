import type { Bilingual, Language } from './bilingual.js';

/** One violated rule of a request: where, which rule, in words, and what to do. */
export interface FieldError {
  /** JSON pointer (RFC 6901) into the request; `''` is the whole request. */
  readonly path: string;
  /** Name of the rule, stable: `required`, `maxLength`, `unknownField`, … */
  readonly rule: string;
  readonly message: Bilingual;
  readonly remedy: Bilingual;
}

/** What travels: an RFC 9457 problem detail, the same object over HTTP and NATS, in one language. */
export interface ProblemDetail {
  readonly type: string;
  readonly code: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly remedy: string;
  readonly errors?: readonly { path: string; rule: string; message: string; remedy: string }[];
  /** Names of the operations that are allowed in the present state (with `not-allowed-now`). */
  readonly allowed?: readonly string[];
  /** Present version of the object (with `stale-version`). */
  readonly currentVersion?: number;
  /** Seconds after which a retry makes sense. */
  readonly retryAfter?: number;
  readonly traceId?: string;
}

/** Facts of one occurrence of a problem. */
export interface ProblemFacts {
  readonly detail?: Bilingual;
  readonly errors?: readonly FieldError[];
  readonly allowed?: readonly string[];
  readonly currentVersion?: number;
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/** A declared kind of problem: a stable code, its HTTP status, its words and its remedy. */
export interface ProblemType {
  readonly code: string;
  readonly status: number;
  readonly title: Bilingual;
  readonly remedy: Bilingual;
  /** Makes the error to throw. */
  with(facts?: ProblemFacts): Problem;
}

/** The error that domain code throws; one place maps it to HTTP and NATS. */
export class Problem extends Error {
  constructor(
    readonly problem: ProblemType,
    readonly facts: ProblemFacts = {},
  ) {
    super(facts.detail?.en ?? problem.title.en, { cause: facts.cause });
    this.name = 'Problem';
  }

  /** True when this is an occurrence of `problem`. */
  is(problem: ProblemType): boolean {
    return this.problem.code === problem.code;
  }
}

/**
 * Declares a problem. `code` is kebab-case, unique in the platform, and never changes its meaning.
 */
export function defineProblem(declaration: Omit<ProblemType, 'with'>): ProblemType {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(declaration.code)) {
    throw new Error(`problem code "${declaration.code}" is not kebab-case`);
  }
  const problem: ProblemType = {
    ...declaration,
    with: (facts) => new Problem(problem, facts),
  };
  return problem;
}

/** Stable URI of a problem's type (RFC 9457 §3.1.1). */
export function problemTypeUri(code: string): string {
  return `urn:citybrain:problem:${code}`;
}

/** Renders a problem for a reader of one language. */
export function renderProblem(problem: Problem, language: Language, traceId?: string): ProblemDetail {
  const { problem: type, facts } = problem;
  return {
    type: problemTypeUri(type.code),
    code: type.code,
    title: type.title[language],
    status: type.status,
    ...(facts.detail && { detail: facts.detail[language] }),
    remedy: type.remedy[language],
    ...(facts.errors && {
      errors: facts.errors.map((error) => ({
        path: error.path,
        rule: error.rule,
        message: error.message[language],
        remedy: error.remedy[language],
      })),
    }),
    ...(facts.allowed && { allowed: facts.allowed }),
    ...(facts.currentVersion !== undefined && { currentVersion: facts.currentVersion }),
    ...(facts.retryAfter !== undefined && { retryAfter: facts.retryAfter }),
    ...(traceId && { traceId }),
  };
}

/** True when a parsed reply body is a problem detail. */
export function isProblemDetail(value: unknown): value is ProblemDetail {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    'status' in value &&
    'type' in value &&
    typeof value.type === 'string' &&
    value.type.startsWith('urn:citybrain:problem:')
  );
}
