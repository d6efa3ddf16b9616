import { rmSync } from 'node:fs';
import type { ProcessInfo } from '../supervisor/process-spec.js';
import { type CityHome, readJson, writeAtomically } from './home.js';
import { processIdentity } from './process-identity.js';

/** A process as the state file knows it; `identity` tells it from a later one with its pid. */
export interface RecordedProcess extends ProcessInfo {
  readonly identity: string | undefined;
}

/** What other commands know of the city that runs. */
export interface CityState {
  readonly cityId: string;
  readonly mode: 'processes' | 'single';
  readonly launcher: {
    readonly pid: number;
    readonly identity: string | undefined;
    readonly startedAt: string;
  };
  /** False while starting. */
  readonly ready: boolean;
  readonly gatewayUrl: string;
  readonly natsUrl: string;
  readonly ports: { readonly gateway: number; readonly mongod?: number; readonly nats?: number };
  readonly processes: readonly RecordedProcess[];
}

/** The state file's content, whoever wrote it; undefined when there is none. */
export async function readState(home: CityHome): Promise<CityState | undefined> {
  return (await readJson(home.stateFile)) as CityState | undefined;
}

/** The state of a city whose launcher is alive; undefined when none runs here. */
export async function runningState(home: CityHome): Promise<CityState | undefined> {
  const state = await readState(home);
  return state && isAlive(state.launcher) ? state : undefined;
}

/** Writes the state in one step. */
export function writeState(home: CityHome, state: CityState): void {
  writeAtomically(home.stateFile, `${JSON.stringify(state, null, 2)}\n`);
}

/** Forgets the state after a clean end. */
export function removeState(home: CityHome): void {
  rmSync(home.stateFile, { force: true });
}

/** Adds to each process what recognises it later. */
export function recorded(processes: readonly ProcessInfo[]): RecordedProcess[] {
  return processes.map((info) => ({
    ...info,
    identity: info.pid === undefined ? undefined : processIdentity(info.pid),
  }));
}

/** Whether this very process still runs. */
export function isAlive(process: { readonly pid: number | undefined; readonly identity?: string }): boolean {
  if (process.pid === undefined || process.identity === undefined) return false;
  return processIdentity(process.pid) === process.identity;
}
