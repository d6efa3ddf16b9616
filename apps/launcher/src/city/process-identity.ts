import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const START_TIME_FIELD = 19;

/**
 * What tells a process from a later one with the same pid: its start time (and the boot, on Linux).
 * Undefined when no such process runs.
 */
export function processIdentity(pid: number): string | undefined {
  if (process.platform !== 'linux') return ps('lstart', pid);
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything, so fields are counted behind its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return undefined;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${fields[START_TIME_FIELD]}@${boot}`;
  } catch {
    return undefined;
  }
}

/** The command line of a process; empty when it does not run or hides it. */
export function commandLine(pid: number): string {
  if (process.platform !== 'linux') return ps('command', pid) ?? '';
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** Resident memory in MB; undefined where it cannot be read. */
export function memoryMB(pid: number): number | undefined {
  const kilobytes = process.platform === 'linux' ? linuxResidentKB(pid) : ps('rss', pid);
  return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
}

/** Sends SIGTERM, waits up to the limit, then SIGKILL; true when the process is gone. */
export async function endProcess(
  pid: number,
  identity: string | undefined,
  limitMs: number,
): Promise<boolean> {
  const isSame = () => identity !== undefined && processIdentity(pid) === identity;
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (!isSame()) return true;
    process.kill(pid, signal);
    const until = Date.now() + (signal === 'SIGTERM' ? limitMs : 2_000);
    while (isSame() && Date.now() < until) await sleep(50);
  }
  return !isSame();
}

function linuxResidentKB(pid: number): string | undefined {
  try {
    return /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

function ps(column: string, pid: number): string | undefined {
  const text = spawnSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim();
  return text || undefined;
}
