import { cleanEnv, json, makeValidator, num, str } from 'envalid';
import type { TrustedIssuer } from '#libs/access';
import { ISSUER_VARIABLES, rate, trustedIssuers } from '#libs/service-host';

/** What the gateway reads from its environment. Checked at start; a fault names the variable. */
export interface GatewayConfiguration {
  readonly cityId: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly natsUrl: string;
  readonly natsSeed: string | undefined;
  readonly trustedIssuers: readonly TrustedIssuer[];
  readonly logLevel: string;
  /** Requests a minute that one caller (token subject, or address without a token) may send. */
  readonly requestsPerMinute: number;
  /** Folder of the built console; need not exist. */
  readonly consoleDir: string;
  readonly otlpEndpoint: string | undefined;
  /** Share of the queries, 0 to 1, that are traced though nobody asked for it. */
  readonly traceQueryRate: number;
}

const cityName = makeValidator((value: string) => {
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(value))
    throw new Error('must be lower-case letters, digits and hyphens');
  return value;
});

const portOrAny = makeValidator((value: string) => {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('must be a port, or 0 for any');
  return port;
});

/** @throws Error that lists every variable that is missing or wrong */
export function readGatewayConfiguration(environment: NodeJS.ProcessEnv): GatewayConfiguration {
  const faults: string[] = [];
  const read = cleanEnv(
    environment,
    {
      CITY_ID: cityName({ desc: 'identifier of the city', default: 'rizhao' }),
      GATEWAY_HOST: str({ default: '127.0.0.1' }),
      GATEWAY_PORT: portOrAny({ default: 3000 }),
      NATS_URL: str({ desc: 'address of the NATS server', example: 'nats://127.0.0.1:4222' }),
      NATS_NKEY_SEED: str({ desc: "seed of the gateway's nkey", default: '' }),
      NATS_NKEY_SEEDS: json<Record<string, string>>({ desc: 'seeds by name, in one process', default: {} }),
      ...ISSUER_VARIABLES,
      LOG_LEVEL: str({
        choices: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
        default: 'info',
      }),
      RATE_LIMIT_PER_MINUTE: num({ desc: 'requests a minute of one caller', default: 6_000 }),
      CONSOLE_DIR: str({ default: 'dist/console' }),
      OTEL_EXPORTER_OTLP_ENDPOINT: str({ default: '' }),
      TRACE_QUERY_RATE: rate({ desc: 'share of the queries that are traced, 0 to 1', default: 0 }),
    },
    {
      reporter: ({ errors }) => {
        for (const [name, error] of Object.entries(errors))
          faults.push(`${name}: ${error?.message ?? 'is wrong'}`);
      },
    },
  );
  if (faults.length > 0) throw new Error(`The environment of gateway is incomplete. ${faults.join('; ')}`);
  return {
    cityId: read.CITY_ID,
    host: read.GATEWAY_HOST,
    port: read.GATEWAY_PORT,
    natsUrl: read.NATS_URL,
    natsSeed: read.NATS_NKEY_SEED || read.NATS_NKEY_SEEDS.gateway,
    trustedIssuers: trustedIssuers(read.CITY_ID, read),
    logLevel: read.LOG_LEVEL,
    requestsPerMinute: read.RATE_LIMIT_PER_MINUTE,
    consoleDir: read.CONSOLE_DIR,
    otlpEndpoint: read.OTEL_EXPORTER_OTLP_ENDPOINT || undefined,
    traceQueryRate: read.TRACE_QUERY_RATE,
  };
}
