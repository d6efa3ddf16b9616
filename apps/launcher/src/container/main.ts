import { projectRoot } from '#libs/local-servers';
import { SERVICES } from '../../../services.js';
import { UserError } from '../user-error.js';
import { takeHanded } from './handed.js';

/**
 * What every container of our image runs: `prepare`, `provision`, `seed` (jobs that end), a service's name, `gateway`,
 * or `health` (exit code 0 when the gateway of this container is alive).
 */
const FOLDER = process.env.CITYBRAIN_HANDED || '/var/lib/citybrain';

async function main(what: string | undefined): Promise<void> {
  if (what === 'prepare') {
    const { handOut } = await import('./hand-out.js');
    await handOut(FOLDER, projectRoot(), SERVICES, process.env);
    return say('each container has its own secrets, NATS its users and rights');
  }
  if (what === 'health') return health();
  if (what !== 'provision' && what !== 'seed' && !isProcess(what)) {
    const known = ['prepare', 'provision', 'seed', 'health', ...SERVICES, 'gateway'].join(', ');
    throw new UserError(`There is no "${what ?? ''}" to run.`, `One of: ${known}`);
  }
  await takeHanded(FOLDER);
  const jobs = await import('./jobs.js');
  if (what === 'provision') return say(await jobs.provisionServers(SERVICES, process.env));
  if (what === 'seed') return say(await jobs.seedCity(FOLDER, process.env));
  if (what !== 'gateway') process.env.PERSONAL_DATA_KEYS ??= `${FOLDER}/keys`;
  await import(`../../../${what}/src/main.js`);
}

function isProcess(what: string | undefined): what is string {
  return what === 'gateway' || SERVICES.some((name) => name === what);
}

async function health(): Promise<void> {
  const reply = await fetch(`http://127.0.0.1:${process.env.GATEWAY_PORT || 3000}/health/live`);
  if (!reply.ok) throw new Error(`status ${reply.status}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  await main(process.argv[2]);
} catch (error) {
  const remedy = error instanceof UserError ? `\n→ ${error.remedy}` : '';
  process.stderr.write(`${(error as Error).message}${remedy}\n`);
  process.exit(1);
}
