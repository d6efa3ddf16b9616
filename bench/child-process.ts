import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { CpuProfile } from './profile.js';
import type { AnswerMessage, AskMessage, WorkerAnswers, WorkerAsk } from './worker-asks.js';

/** A process of the bench that answers asks; `ready` is what it said when it was ready. */
export interface BenchProcess<Ready> {
  readonly ready: Ready;
  ask<A extends WorkerAsk>(ask: A): Promise<WorkerAnswers[A]>;
  stop(): Promise<void>;
}

/** In the child: answers the asks of the parent, and says that it is ready. */
export function answerAsks(parts: { stop(): Promise<void> }, ready: unknown): void {
  let profile: CpuProfile | undefined;
  const answers: { [A in WorkerAsk]: () => Promise<WorkerAnswers[A]> } = {
    cpu: async () => {
      const { user, system } = process.cpuUsage();
      return user + system;
    },
    profileStart: async () => {
      profile = new CpuProfile();
      await profile.start();
      return null;
    },
    profileStop: async () => {
      if (!profile) throw new Error('no profile was started');
      return profile.stop();
    },
    stop: async () => {
      await parts.stop();
      return null;
    },
  };
  process.on('message', ({ id, ask }: AskMessage) => {
    const reply = (message: AnswerMessage) => process.send?.(message);
    answers[ask]().then(
      (answer) => reply({ id, answer }),
      (error: unknown) => reply({ id, error: String(error) }),
    );
  });
  process.on('disconnect', () => process.exit(1));
  process.send?.(ready);
}

/** In the parent: starts a script of the bench with its settings, and waits until it is ready. */
export async function startProcess<Ready>(
  script: URL,
  settings: object,
  env: NodeJS.ProcessEnv = {},
): Promise<BenchProcess<Ready>> {
  const child = fork(script, {
    execArgv: ['--enable-source-maps'],
    env: { ...process.env, BENCH_SETTINGS: JSON.stringify(settings), ...env },
  });
  const exited = once(child, 'exit');
  const died = exited.then(([code]): never => {
    throw new Error(`${script.pathname.split('/').at(-1)} ended with ${code}`);
  });
  died.catch(() => {}); // it is raced below; afterwards its end is expected
  const [ready] = (await Promise.race([once(child, 'message'), died])) as [Ready];
  let asked = 0;
  const ask = async <A extends WorkerAsk>(what: A): Promise<WorkerAnswers[A]> => {
    const id = ++asked;
    const answer = answerOf(child, id);
    child.send({ id, ask: what });
    return (await Promise.race([answer, died])) as WorkerAnswers[A];
  };
  const stop = async () => {
    if (child.exitCode !== null) return;
    await ask('stop').catch(() => {});
    child.disconnect();
    await exited;
  };
  return { ready, ask, stop };
}

function answerOf(child: ChildProcess, id: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const take = (message: AnswerMessage) => {
      if (message.id !== id) return;
      child.off('message', take);
      if (message.error) reject(new Error(message.error));
      else resolve(message.answer);
    };
    child.on('message', take);
  });
}
