import type { Scenario, Target } from './target.js';

/** Scenarios under one title. */
export interface ScenarioGroup {
  readonly title: string;
  readonly scenarios: readonly Scenario[];
}

/** What judges an implementation of one service's contract. */
export interface ConformanceSuite {
  readonly service: string;
  readonly groups: readonly ScenarioGroup[];
}

/** What came of one scenario. */
export interface ScenarioResult {
  readonly service: string;
  readonly group: string;
  readonly name: string;
  readonly passed: boolean;
  readonly milliseconds: number;
  /** Why it did not pass: what was expected and what came. */
  readonly failure?: string;
}

export interface SuiteOptions {
  /** Only scenarios whose `service: group: name` matches. */
  readonly only?: RegExp;
  /** A scenario that takes longer has failed. Default: 60 000. */
  readonly limitMs?: number;
  readonly onResult?: (result: ScenarioResult) => void;
}

/** Runs the scenarios of a suite one after another; one that fails does not keep the next from running. */
export async function runSuite(
  suite: ConformanceSuite,
  target: Target,
  options: SuiteOptions = {},
): Promise<ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  for (const { title, scenarios } of suite.groups)
    for (const scenario of scenarios) {
      if (options.only && !options.only.test(`${suite.service}: ${title}: ${scenario.name}`)) continue;
      const began = performance.now();
      const failure = await failureOf(scenario, target, options.limitMs ?? 60_000);
      const result = {
        service: suite.service,
        group: title,
        name: scenario.name,
        passed: failure === undefined,
        milliseconds: Math.round(performance.now() - began),
        ...(failure !== undefined && { failure }),
      };
      results.push(result);
      options.onResult?.(result);
    }
  return results;
}

async function failureOf(scenario: Scenario, target: Target, limitMs: number): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no result within ${limitMs} ms`)), limitMs);
  });
  try {
    await Promise.race([scenario.run(target), late]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}
