import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '#libs/local-servers';

/** What `citybrain up --json` says when the city is ready. */
interface Ready {
  readonly gatewayUrl: string;
  readonly startedInMs: number;
  readonly demoAccountsFile?: string;
  readonly processes: readonly { readonly name: string; readonly pid?: number }[];
}

/** A city started by the launcher as a user starts it, in a process of its own. */
export interface LaunchedCity extends Ready {
  /** Resident memory of each process in MB, the launcher's included. */
  memory(): Map<string, number>;
  stop(): Promise<void>;
}

/** Starts `citybrain up` on a home. @throws Error with the launcher's output when it ends early */
export async function launchCity(home: string, ...flags: string[]): Promise<LaunchedCity> {
  const root = projectRoot();
  const main = join(root, 'dist', 'apps', 'launcher', 'src', 'main.js');
  const child = spawn(process.execPath, [main, 'up', '--json', '--port', '0', ...flags], {
    cwd: root,
    env: { ...process.env, CITYBRAIN_HOME: home, MONGODB_URI: '', NATS_URL: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk;
  });
  const exited = once(child, 'exit');
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk;
      const said = resultIn(output);
      if (said) resolve(said);
    });
    child.once('exit', (code) => reject(new Error(`the launcher ended with ${code}: ${output}${errors}`)));
  });
  const pids = new Map([['launcher', child.pid], ...ready.processes.map(({ name, pid }) => [name, pid])] as [
    string,
    number | undefined,
  ][]);
  return {
    ...ready,
    memory: () => new Map([...pids].map(([name, pid]) => [name, residentMB(pid)])),
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function resultIn(output: string): Ready | undefined {
  try {
    const parsed = JSON.parse(output) as Partial<Ready>;
    return parsed.startedInMs === undefined ? undefined : (parsed as Ready);
  } catch {
    return undefined; // not whole yet
  }
}

function residentMB(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? Number.NaN) / 1_024;
}
