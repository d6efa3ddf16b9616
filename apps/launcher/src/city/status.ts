import type { CityHome } from './home.js';
import { memoryMB } from './process-identity.js';
import { isAlive, type RecordedProcess, runningState } from './state-file.js';

export interface ProcessStatus {
  readonly name: string;
  readonly pid: number | undefined;
  readonly state: string;
  readonly alive: boolean;
  readonly restarts: number;
  readonly uptimeSeconds: number | undefined;
  /** Resident memory. */
  readonly memoryMB: number | undefined;
}

export type CityStatus =
  | { readonly state: 'stopped' }
  | {
      /** `degraded`: started once, but a process is down or the gateway does not say it is ready. */
      readonly state: 'starting' | 'ready' | 'degraded';
      readonly cityId: string;
      readonly mode: string;
      readonly gatewayUrl: string;
      readonly launcherPid: number;
      readonly gatewayReady: boolean;
      readonly processes: readonly ProcessStatus[];
    };

const READY_LIMIT_MS = 3_000;

/** What runs under this home, from the state file, the processes themselves and the gateway's readiness. */
export async function cityStatus(home: CityHome): Promise<CityStatus> {
  const state = await runningState(home);
  if (!state) return { state: 'stopped' };
  const launcher = { ...state.launcher, name: 'launcher', state: 'ready', restarts: 0 } as RecordedProcess;
  const processes = [launcher, ...state.processes].map(processStatus);
  const gatewayReady = state.ready && (await answers(`${state.gatewayUrl}/health/ready`));
  const healthy = gatewayReady && processes.every((process) => process.alive);
  const { cityId, mode, gatewayUrl } = state;
  return {
    state: !state.ready ? 'starting' : healthy ? 'ready' : 'degraded',
    ...{ cityId, mode, gatewayUrl, launcherPid: state.launcher.pid, gatewayReady, processes },
  };
}

function processStatus(process: RecordedProcess): ProcessStatus {
  const { name, pid, state, restarts, startedAt } = process;
  const alive = isAlive(process);
  const uptimeSeconds =
    alive && startedAt ? Math.max(0, Math.round((Date.now() - Date.parse(startedAt)) / 1000)) : undefined;
  return {
    ...{ name, pid, state, alive, restarts, uptimeSeconds },
    memoryMB: alive && pid !== undefined ? memoryMB(pid) : undefined,
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(READY_LIMIT_MS) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
