import { freePort, isPortFree } from '#libs/local-servers';
import { UserError } from '../user-error.js';
import { type CityHome, readJson, writeAtomically } from './home.js';
import { portOwner } from './port-owner.js';

const DEFAULT_GATEWAY_PORT = 3000;

type ServerName = 'mongod' | 'nats';

/**
 * The gateway's port: given, GATEWAY_PORT, else 3000; 0 means any free one.
 * @throws UserError naming who holds it
 */
export async function gatewayPort(
  wanted: number | undefined,
  host: string,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const port = wanted ?? portFromEnv(env, 'GATEWAY_PORT') ?? DEFAULT_GATEWAY_PORT;
  if (port === 0) return freePort();
  if (await isPortFree(port, host)) return port;
  const owner = (await portOwner(port)) ?? 'another program';
  const remedy = `Choose another one: npm start -- --port ${port + 1} (or GATEWAY_PORT), or stop that program.`;
  throw new UserError(`Port ${port} for the gateway is taken by ${owner}.`, remedy);
}

/**
 * The port of a server of ours: from the environment, else the one it had last time when that is still free, else any.
 * @throws UserError when the port of the environment is taken
 */
export async function serverPort(
  home: CityHome,
  server: ServerName,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const variable = server === 'mongod' ? 'MONGODB_PORT' : 'NATS_PORT';
  const wanted = portFromEnv(env, variable);
  if (wanted === 0) return freePort();
  if (wanted !== undefined) {
    if (await isPortFree(wanted)) return wanted;
    const owner = (await portOwner(wanted)) ?? 'another program';
    throw new UserError(`Port ${wanted} for ${server} is taken by ${owner}.`, `Change or unset ${variable}.`);
  }
  const remembered = await readRemembered(home);
  const last = remembered[server];
  const port = last !== undefined && (await isPortFree(last)) ? last : await freePort();
  writeAtomically(home.portsFile, `${JSON.stringify({ ...remembered, [server]: port })}\n`);
  return port;
}

async function readRemembered(home: CityHome): Promise<Partial<Record<ServerName, number>>> {
  return ((await readJson(home.portsFile)) ?? {}) as Partial<Record<ServerName, number>>;
}

function portFromEnv(env: NodeJS.ProcessEnv, variable: string): number | undefined {
  const text = env[variable];
  if (!text) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UserError(`${variable}=${text} is not a port.`, `Set ${variable} to a number from 0 to 65535.`);
}
