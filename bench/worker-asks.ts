import type { ProfileSummary } from './profile.js';

/** What the benches ask of the service process, and its answers. */
export interface WorkerAnswers {
  /** CPU microseconds used so far. */
  cpu: number;
  profileStart: null;
  profileStop: ProfileSummary;
  stop: null;
}

export type WorkerAsk = keyof WorkerAnswers;

export interface AskMessage {
  readonly id: number;
  readonly ask: WorkerAsk;
}

export interface AnswerMessage {
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: string;
}

/** How the service process is told where its servers are. */
export interface WorkerSettings {
  readonly natsUrl: string;
  readonly natsSeed: string;
  readonly mongoUri: string;
}

/** How the edge process is told whom to trust. */
export interface EdgeSettings extends WorkerSettings {
  readonly issuer: string;
  readonly jwks: string;
}

/** Where the gateway and the bare Fastify listen. */
export interface EdgeAddresses {
  readonly gateway: string;
  readonly bare: string;
}

/** Names of the two services and of the limits' subjects and collection. */
export const SERVICE = 'bench';
export const QUIET_SERVICE = 'bench-quiet';
export const LIMIT = { echo: 'limit.echo', insert: 'limit.insert', find: 'limit.find' } as const;
export const LIMIT_DATABASE = 'bench_limit';
export const CITY = 'bench';
