import type { ProblemDetail } from '#libs/contract-kit';
import { t } from './texts.js';

export type { ProblemDetail };

/** What a call failed with: a problem of the server, or one of ours with status 0 when no answer came. */
export class ApiProblem extends Error {
  constructor(
    readonly detail: ProblemDetail,
    options?: ErrorOptions,
  ) {
    super(detail.title, options);
    this.name = 'ApiProblem';
  }

  get code(): string {
    return this.detail.code;
  }

  /** True when it is open whether the command took effect: repeat it with the same key. */
  get unsettled(): boolean {
    return this.detail.status === 0 || this.detail.status >= 502;
  }
}

export function networkProblem(cause: unknown): ApiProblem {
  return new ApiProblem(ours('network', t('networkTitle'), t('networkRemedy'), 0), { cause });
}

/** Reads the problem of a reply; a reply that is no problem document becomes one of ours. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => undefined);
  if (isProblem(body)) return new ApiProblem(body);
  return new ApiProblem(ours('unexpected-answer', t('strangeTitle'), t('strangeRemedy'), response.status));
}

/** Any error as a problem to show; what is not a problem is a defect of this page. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem(ours('page-error', t('strangeTitle'), t('strangeRemedy'), 0), { cause: error });
}

function ours(code: string, title: string, remedy: string, status: number): ProblemDetail {
  return { type: `urn:citybrain:problem:${code}`, code, title, remedy, status };
}

function isProblem(value: unknown): value is ProblemDetail {
  return (
    typeof value === 'object' && value !== null && 'code' in value && 'title' in value && 'status' in value
  );
}
