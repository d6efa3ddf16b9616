import { join } from 'node:path';
import type { ProcessSpec } from '../supervisor/process-spec.js';
import type { CityHome } from './home.js';
import type { CitySecrets } from './secrets.js';

/** What the processes of a city are told. */
export interface CityFacts {
  readonly root: string;
  readonly home: CityHome;
  readonly cityId: string;
  readonly gatewayHost: string;
  readonly gatewayPort: number;
  readonly mongoUri: string;
  readonly natsUrl: string;
  readonly secrets: CitySecrets;
  /** Passed on as it is, beneath our own variables. */
  readonly env: NodeJS.ProcessEnv;
}

const READY_LIMIT_MS = 60_000;
/** Services drain within 10 s of SIGTERM; one more second before SIGKILL. */
const STOP_LIMIT_MS = 11_000;

/** The process of one service or of the gateway: its own NATS key, and only the secrets it needs. */
export function serviceSpec(name: string, facts: CityFacts): ProcessSpec {
  const env: NodeJS.ProcessEnv = { ...sharedEnv(facts), NATS_NKEY_SEED: facts.secrets.natsSeeds[name] };
  if (name === 'identity') Object.assign(env, identityEnv(facts));
  return nodeSpec(name, facts, env);
}

/** The whole city in one process (`--single`). */
export function singleSpec(services: readonly string[], facts: CityFacts): ProcessSpec {
  const seeds = [...services, 'gateway'].map((name) => [name, facts.secrets.natsSeeds[name]]);
  const NATS_NKEY_SEEDS = JSON.stringify(Object.fromEntries(seeds));
  return nodeSpec('city', facts, {
    ...sharedEnv(facts),
    ...identityEnv(facts),
    NATS_NKEY_SEEDS,
  });
}

function nodeSpec(name: string, facts: CityFacts, env: NodeJS.ProcessEnv): ProcessSpec {
  return {
    name,
    command: process.execPath,
    args: ['--max-semi-space-size=4', join('dist', 'apps', name, 'src', 'main.js')],
    cwd: facts.root,
    env,
    logFile: join(facts.home.logs, `${name}.log`),
    readiness: { kind: 'ipc' },
    readyLimitMs: READY_LIMIT_MS,
    stopLimitMs: STOP_LIMIT_MS,
  };
}

function sharedEnv(facts: CityFacts): NodeJS.ProcessEnv {
  // The launcher may itself run under a test runner, whose options are not for the services.
  const {
    BOOTSTRAP_OPERATOR_SECRET: _secret,
    IDENTITY_KEY_SECRET: _keySecret,
    NODE_OPTIONS: _options,
    ...env
  } = facts.env;
  return {
    ...env,
    // The C library's allocator keeps what threads have freed (hashing, TLS, compression): a third of a service's
    // memory. Few arenas, and large pieces go back at once. Other C libraries do not know the names.
    MALLOC_ARENA_MAX: facts.env.MALLOC_ARENA_MAX ?? '2',
    MALLOC_MMAP_THRESHOLD_: facts.env.MALLOC_MMAP_THRESHOLD_ ?? '1048576',
    // Every process knows the name of the OpenID provider: it is the gateway's address.
    GATEWAY_HOST: facts.gatewayHost,
    GATEWAY_PORT: String(facts.gatewayPort),
    CITY_ID: facts.cityId,
    NATS_URL: facts.natsUrl,
    MONGODB_URI: facts.mongoUri,
    PERSONAL_DATA_SECRET: facts.secrets.personalDataSecret,
    PERSONAL_DATA_KEYS: facts.home.keys,
    LOG_LEVEL: facts.env.LOG_LEVEL ?? 'info',
    NODE_ENV: facts.env.NODE_ENV ?? 'production',
  };
}

function identityEnv(facts: CityFacts): NodeJS.ProcessEnv {
  return {
    BOOTSTRAP_OPERATOR_SECRET: facts.secrets.bootstrapOperatorSecret,
    IDENTITY_KEY_SECRET: facts.secrets.identityKeySecret,
  };
}
