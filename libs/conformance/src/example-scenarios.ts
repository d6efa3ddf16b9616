import assert from 'node:assert/strict';
import type { Principal } from '#libs/access';
import { compileReply, type Operation, type ServiceContract } from '#libs/contract-kit';
import type { Scenario, Target } from './target.js';

/** What must be so before an example can be executed: who asks, what replaces its placeholders, which version. */
export interface Given {
  readonly caller?: Principal;
  /** Fields of the example that name something made for it. */
  readonly replace?: Readonly<Record<string, unknown>>;
  readonly ifMatch?: number;
  /** Code of the problem, when the example cannot but end in one here (a dead letter that is not there). */
  readonly problem?: string;
}

/** Brings the implementation to where an example makes sense. */
export type Prepare = (target: Target, example: string) => Promise<Given>;

/**
 * Executes every example of every operation, and checks the reply against its schema.
 * @throws when an operation of the contract has no example, or nothing prepares it
 */
export function examplesOf(declared: unknown, prepare: Readonly<Record<string, Prepare>>): Scenario[] {
  const contract = declared as ServiceContract;
  return Object.values(contract.operations).flatMap((operation) => {
    const first = prepare[operation.name] ?? PLATFORM[operation.name];
    if (!first) throw new Error(`nothing prepares the examples of ${operation.name}`);
    if (operation.examples.length === 0) throw new Error(`${operation.name} has no example`);
    return operation.examples.map((example) => ({
      name: `${operation.name}: example "${example.name}" works as shown`,
      run: (target: Target) => execute(target, operation, example, first),
    }));
  });
}

async function execute(
  target: Target,
  operation: Operation,
  example: { name: string; request: object },
  prepare: Prepare,
): Promise<void> {
  const { caller, replace, ifMatch, problem } = await prepare(target, example.name);
  const options = {
    ...(caller && { token: await target.token(caller) }),
    ...(ifMatch !== undefined && { ifMatch }),
  };
  const answer = target.client.call(operation, { ...example.request, ...replace }, options);
  if (problem) {
    await assert.rejects(answer, (error: { problem?: { code?: string } }) => error.problem?.code === problem);
    return;
  }
  const { body } = await answer;
  assert.deepEqual(compileReply(operation.reply)(body), []);
}

const operator = { subject: 'system:tests', roles: ['platform.operator'] };
const auditor = { subject: 'person:auditor', roles: ['audit.reader'] };

/** The platform operations are the same everywhere. */
const PLATFORM: Readonly<Record<string, Prepare>> = {
  getHealth: async () => ({}),
  listTasks: async () => ({ caller: auditor }),
  listDenials: async () => ({ caller: auditor }),
  searchAudit: async () => ({ caller: auditor }),
  getFigures: async () => ({ caller: operator }),
  listDeadLetters: async () => ({ caller: operator }),
  replayDeadLetter: async () => ({ caller: operator, problem: 'not-found' }),
  republishEvents: async () => ({ caller: operator }),
};
