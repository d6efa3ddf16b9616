import { Listr } from 'listr2';
import type { Step } from '../city/city.js';
import { type Output, seconds } from '../output.js';

/** Runs the steps in order and shows each with its time: live on a terminal, plain lines elsewhere, nothing for JSON. */
export async function runSteps(steps: readonly Step[], output: Output): Promise<void> {
  const width = process.stdout.isTTY ? process.stdout.columns : 0;
  if (!output.json && width > 0) await runLive(steps);
  else await runPlain(steps, output);
}

async function runPlain(steps: readonly Step[], output: Output): Promise<void> {
  for (const step of steps) {
    const started = Date.now();
    const result = await step.run((line) => output.line(`   ${step.title}: ${line}`));
    output.line(finished(step, result, started));
  }
}

async function runLive(steps: readonly Step[]): Promise<void> {
  const tasks = steps.map((step) => ({
    title: step.title,
    task: async (_: unknown, task: { title?: string; output: string }) => {
      const started = Date.now();
      const result = await step.run((line) => {
        task.output = line;
      });
      task.title = finished(step, result, started);
    },
  }));
  // Signals belong to the command, which stops the city; errors are shown once, with their remedy, by the CLI.
  const rendererOptions = { showErrorMessage: false, collapseErrors: false };
  await new Listr(tasks, { registerSignalListeners: false, rendererOptions }).run();
}

function finished(step: Step, result: string, started: number): string {
  const what = result === 'ready' ? step.title : `${step.title} ${result}`;
  return `${what} … ready ${seconds(Date.now() - started)}`;
}
