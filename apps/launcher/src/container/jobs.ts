import { setTimeout as sleep } from 'node:timers/promises';
import { awaitPrimary } from '#libs/local-servers';
import { loadContracts } from '../city/contracts.js';
import { provision } from '../city/provision.js';
import { UserError } from '../user-error.js';

const READY_LIMIT_MS = 120_000;

/** The job `provision`: MongoDB primary of its replica set, NATS with the city's streams. Idempotent. */
export async function provisionServers(services: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const mongo = new URL(needed(env, 'MONGODB_URI'));
  const port = Number(mongo.port || 27_017);
  await awaitPrimary(port, mongo.searchParams.get('replicaSet') ?? 'rs0', READY_LIMIT_MS, undefined, {
    host: mongo.hostname,
  });
  const nats = { url: needed(env, 'NATS_URL'), seed: needed(env, 'NATS_NKEY_SEED') };
  const streams = await provision(nats, await loadContracts(services));
  return `MongoDB is primary, ${streams.length} streams`;
}

/** The job `seed`: waits until identity answers through the gateway, then loads the seeds; done at once when they are there. */
export async function seedCity(folder: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { loadSeeds } = await import('../seeds/load-seeds.js');
  const gatewayUrl = needed(env, 'GATEWAY_URL');
  await identityAnswers(gatewayUrl);
  return loadSeeds({
    gatewayUrl,
    dir: 'seeds',
    operatorSecret: needed(env, 'BOOTSTRAP_OPERATOR_SECRET'),
    demoAccountsFile: `${folder}/demo-accounts.json`,
    report: () => undefined,
  });
}

/** A city without seeds is not `/health/ready`; that identity answers through gateway and NATS is enough to begin. */
async function identityAnswers(gatewayUrl: string): Promise<void> {
  const deadline = Date.now() + READY_LIMIT_MS;
  let last = 'no answer';
  while (Date.now() < deadline) {
    try {
      const reply = await fetch(`${gatewayUrl}/city`);
      if (reply.ok) return;
      last = `status ${reply.status}`;
    } catch (error) {
      last = (error as Error).message;
    }
    await sleep(250);
  }
  throw new UserError(`The city at ${gatewayUrl} did not answer: ${last}`, 'Read the logs of the services.');
}

function needed(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (!value) throw new UserError(`${name} is not set.`, `Set ${name}; see deploy/compose.yaml.`);
  return value;
}
