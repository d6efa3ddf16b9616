import { readdir, readFile, readlink } from 'node:fs/promises';
import { runCommand } from '#libs/local-servers';
import { commandLine } from './process-identity.js';

const LISTENING = '0A';

/** Who listens on a TCP port, for people ("node server.js (pid 17)"); undefined when it cannot be told. */
export async function portOwner(port: number): Promise<string | undefined> {
  const pid = (await ownerFromProc(port)) ?? (await ownerFromLsof(port));
  return pid === undefined ? undefined : `${commandLine(pid).slice(0, 80) || 'a program'} (pid ${pid})`;
}

async function ownerFromLsof(port: number): Promise<number | undefined> {
  const args = ['-nP', '-t', `-iTCP:${port}`, '-sTCP:LISTEN'];
  const { stdout } = await runCommand('lsof', args, { timeoutMs: 3_000 });
  return Number.parseInt(stdout, 10) || undefined;
}

/** Linux: the socket's inode from the table of sockets, then the process that has it open. */
async function ownerFromProc(port: number): Promise<number | undefined> {
  const inodes = new Set([
    ...(await listeningInodes('/proc/net/tcp', port)),
    ...(await listeningInodes('/proc/net/tcp6', port)),
  ]);
  if (inodes.size === 0) return undefined;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const descriptor of descriptors) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
      if (inodes.has(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? '')) return Number(pid);
    }
  }
  return undefined;
}

async function listeningInodes(file: string, port: number): Promise<string[]> {
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n').slice(1);
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return lines.flatMap((line) => {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
    return state === LISTENING && local.endsWith(suffix) && inode !== undefined ? [inode] : [];
  });
}
