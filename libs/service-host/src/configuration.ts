import { cleanEnv, makeValidator, num, str } from 'envalid';
import type { TrustedIssuer } from '#libs/access';
import { GATEWAY_ADDRESS, ISSUER_VARIABLES, oidcIssuer, parsed, trustedIssuers } from './trusted-issuers.js';

/** What a service reads from its environment. Checked at start; a fault names the variable. */
export interface ServiceConfiguration {
  readonly cityId: string;
  readonly natsUrl: string;
  /** Seed of the service's own nkey. */
  readonly natsSeed: string | undefined;
  readonly mongoUri: string;
  readonly logLevel: string;
  readonly trustedIssuers: readonly TrustedIssuer[];
  /** Name of this city's OpenID provider, its public address. */
  readonly oidcIssuer: string;
  readonly otlpEndpoint: string | undefined;
  /** Share of the queries, 0 to 1, that are traced though nobody asked for it. */
  readonly traceQueryRate: number;
  readonly drainMs: number;
  /** Where and with what the keys of personal data are kept; absent when the deployment sets neither. */
  readonly personalData: { readonly secret: string; readonly keysFolder: string } | undefined;
}

const cityName = makeValidator((value: string) => {
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(value))
    throw new Error('must be lower-case letters, digits and hyphens');
  return value;
});

/** A share, 0 to 1. */
export const rate = makeValidator((text: string) => {
  const share = Number(text);
  if (text.trim() === '' || !(share >= 0 && share <= 1)) throw new Error('must be a number from 0 to 1');
  return share;
});

const seedsByName = makeValidator((text: string): Record<string, string> => {
  const seeds = parsed(text);
  if (typeof seeds !== 'object' || seeds === null || !Object.values(seeds).every(isText))
    throw new Error('must be {"<service>": "<seed>", …}');
  return { ...(seeds as Record<string, string>) };
});

// Says nothing of what it holds.
const longSecret = makeValidator((text: string) => {
  if (text && Buffer.byteLength(text) < 32) throw new Error('must have 32 bytes or more');
  return text;
});

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** @throws Error that lists every variable that is missing or wrong */
export function readConfiguration(environment: NodeJS.ProcessEnv, service: string): ServiceConfiguration {
  const faults: string[] = [];
  const read = cleanEnv(
    environment,
    {
      CITY_ID: cityName({ desc: 'identifier of the city', default: 'rizhao' }),
      NATS_URL: str({ desc: 'address of the NATS server', example: 'nats://127.0.0.1:4222' }),
      NATS_NKEY_SEED: str({ desc: "seed of the service's nkey", default: '' }),
      NATS_NKEY_SEEDS: seedsByName({
        desc: 'seeds of several services, by name',
        default: {},
      }),
      MONGODB_URI: str({
        desc: 'address of the MongoDB replica set',
        example: 'mongodb://127.0.0.1:27017/?replicaSet=rs0',
      }),
      LOG_LEVEL: str({
        choices: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
        default: 'info',
      }),
      ...ISSUER_VARIABLES,
      ...GATEWAY_ADDRESS,
      OTEL_EXPORTER_OTLP_ENDPOINT: str({ default: '' }),
      TRACE_QUERY_RATE: rate({ desc: 'share of the queries that are traced, 0 to 1', default: 0 }),
      PERSONAL_DATA_SECRET: longSecret({
        desc: 'secret of the deployment from which the keys of personal data are made, 32 bytes or more',
        default: '',
      }),
      PERSONAL_DATA_KEYS: str({
        desc: 'folder of the epoch keys of personal data, shared by the instances of a service, never backed up with the database',
        default: '',
      }),
      DRAIN_MS: num({ desc: 'milliseconds that requests under way get at shutdown', default: 10_000 }),
    },
    {
      reporter: ({ errors }) => {
        for (const [name, error] of Object.entries(errors))
          faults.push(`${name}: ${error?.message ?? 'is wrong'}`);
      },
    },
  );
  if (Boolean(read.PERSONAL_DATA_SECRET) !== Boolean(read.PERSONAL_DATA_KEYS))
    faults.push('PERSONAL_DATA_SECRET and PERSONAL_DATA_KEYS: set both or neither');
  if (faults.length > 0) throw new Error(`The environment of ${service} is incomplete. ${faults.join('; ')}`);
  return {
    cityId: read.CITY_ID,
    natsUrl: read.NATS_URL,
    natsSeed: read.NATS_NKEY_SEED || read.NATS_NKEY_SEEDS[service],
    mongoUri: read.MONGODB_URI,
    logLevel: read.LOG_LEVEL,
    trustedIssuers: trustedIssuers(read.CITY_ID, read),
    oidcIssuer: oidcIssuer(read),
    otlpEndpoint: read.OTEL_EXPORTER_OTLP_ENDPOINT || undefined,
    traceQueryRate: read.TRACE_QUERY_RATE,
    drainMs: read.DRAIN_MS,
    personalData: read.PERSONAL_DATA_SECRET
      ? { secret: read.PERSONAL_DATA_SECRET, keysFolder: read.PERSONAL_DATA_KEYS }
      : undefined,
  };
}
