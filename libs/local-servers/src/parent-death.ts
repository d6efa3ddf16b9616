import { findOnPath } from './find-on-path.js';
import { runCommand } from './run-command.js';
import type { ServerCommand } from './server-process.js';

let setpriv: Promise<string | undefined> | undefined;

/**
 * Ties a server's life to its starter's where the system can: on Linux `setpriv --pdeathsig TERM` (util-linux) asks
 * the kernel to end the child when its parent dies, even by kill -9. setpriv replaces itself by the server, so pid
 * and command line are the server's own. Elsewhere (macOS, busybox) the command stays as it is, and a later start
 * recognises and stops leftovers: see apps/launcher/src/city/leftovers.ts.
 */
export async function tiedToParent(server: ServerCommand): Promise<ServerCommand> {
  setpriv ??= findSetpriv();
  const path = await setpriv;
  if (!path) return server;
  return { command: path, args: ['--pdeathsig', 'TERM', '--', server.command, ...server.args] };
}

async function findSetpriv(): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  const path = await findOnPath('setpriv', process.env);
  if (!path) return undefined;
  const help = await runCommand(path, ['--help'], { timeoutMs: 5_000 });
  return help.stdout.includes('--pdeathsig') ? path : undefined;
}
