import { seedStep } from './seed-step.js';

/** What a hook may use. The city answers; hooks run in order, each once per start. */
export interface AfterReadyContext {
  readonly root: string;
  readonly home: string;
  readonly cityId: string;
  readonly gatewayUrl: string;
  readonly bootstrapOperatorSecret: string;
  readonly demoAccountsFile: string;
  /** The operator's way to NATS. */
  readonly nats: { readonly url: string; readonly seed: string };
  readonly env: NodeJS.ProcessEnv;
  /** Asked for by hand: do it even if it was done before. */
  readonly again?: boolean;
  /** Shows a line of progress. */
  report(line: string): void;
}

/** Work that needs the whole city, e.g. loading seeds. */
export interface AfterReadyStep {
  readonly title: string;
  /** 'seeds' is skipped by `--no-seeds` and repeated by `citybrain seed`. */
  readonly kind: 'seeds' | 'other';
  /** @returns a short result to show. @throws an error with `remedy` when the person can mend it */
  run(context: AfterReadyContext): Promise<string>;
}

/** The hooks of this build, in order. */
export const afterReady: readonly AfterReadyStep[] = [seedStep];
