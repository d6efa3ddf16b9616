import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../user-error.js';

/** Takes the variables that the job `prepare` left for this container into the environment; set ones stay. */
export async function takeHanded(folder: string, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const text = await readFile(join(folder, 'environment.json'), 'utf8').catch((cause: Error) => {
    throw new UserError(
      `Nothing was handed to this container: ${cause.message}`,
      'Run the job `prepare` first, with this volume mounted.',
    );
  });
  for (const [name, value] of Object.entries(JSON.parse(text) as Record<string, string>)) env[name] ??= value;
}
