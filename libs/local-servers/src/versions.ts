import { runCommand } from './run-command.js';

/** The `x.y.z` a server binary says of itself with `--version`; undefined when it cannot run here. */
export async function binaryVersion(path: string): Promise<string | undefined> {
  const result = await runCommand(path, ['--version'], { timeoutMs: 10_000 });
  if (result.code !== 0) return undefined;
  return /v?(\d+\.\d+\.\d+)/.exec(result.stdout + result.stderr)?.[1];
}

/** Whether version `a` is `b` or newer; only the numbers count. */
export function isAtLeast(a: string, b: string): boolean {
  const left = numbers(a);
  const right = numbers(b);
  for (let i = 0; i < 3; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function numbers(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10));
}
