import type { Health, ServiceFigures } from '#libs/contract-kit';
import type { RouteFigures } from '../metrics/metrics.js';

/** How the city is, as `GET /platform/gateway/overview` answers it. */
export interface CityOverview {
  /** When this was found out; a page shows it so that nobody takes old figures for new ones. */
  readonly at: string;
  readonly ready: boolean;
  readonly services: readonly ServiceOverview[];
  /** For operators only. */
  readonly gateway?: GatewayFigures;
}

export interface ServiceOverview {
  readonly name: string;
  readonly title: { readonly zh: string; readonly en: string };
  /** `silent`: no answer in time. */
  readonly status: Health['status'] | 'silent';
  /** For operators only. */
  readonly detail?: ServiceDetail;
}

export interface ServiceDetail {
  readonly contractVersion?: number;
  readonly startedAt?: string;
  readonly checks: Health['checks'];
  /** Why figures are missing: the problem's code. */
  readonly missing?: string;
  readonly figures?: ServiceFigures;
  /** Instances that answer on NATS, and what they have done since they started. */
  readonly instances: number;
  readonly requests: number;
  readonly errors: number;
  /** Mean time in the service, all operations, in milliseconds. */
  readonly meanMs?: number;
  /** What callers of this gateway saw of the service. */
  readonly http: RouteFigures;
}

export interface GatewayFigures {
  readonly version: string;
  readonly startedAt: string;
  readonly memoryBytes: number;
  readonly process: number;
  readonly feedConnections: number;
  readonly http: RouteFigures;
}

const TEXT = { type: 'string' };
const COUNT = { type: 'integer', minimum: 0 };
const INSTANT = { type: 'string', format: 'date-time' };
const HTTP = {
  type: 'object',
  description: 'Since the gateway started; quantiles in milliseconds, estimated from a histogram.',
  required: ['requests', 'refused', 'failed'],
  properties: {
    requests: COUNT,
    refused: { ...COUNT, description: 'Answered with 4xx.' },
    failed: { ...COUNT, description: 'Answered with 5xx.' },
    p50: { type: 'number' },
    p95: { type: 'number' },
  },
};

/** The same as a schema, for OpenAPI. */
export const CITY_OVERVIEW_SCHEMA = {
  type: 'object',
  required: ['at', 'ready', 'services'],
  properties: {
    at: INSTANT,
    ready: { type: 'boolean' },
    services: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'title', 'status'],
        properties: {
          name: TEXT,
          title: { type: 'object', properties: { zh: TEXT, en: TEXT } },
          status: { type: 'string', enum: ['ready', 'notReady', 'draining', 'silent'] },
          detail: {
            type: 'object',
            required: ['checks', 'instances', 'requests', 'errors', 'http'],
            properties: {
              contractVersion: COUNT,
              startedAt: INSTANT,
              checks: { type: 'array', items: { $ref: '#/components/schemas/HealthCheck' } },
              missing: TEXT,
              figures: { $ref: '#/components/schemas/ServiceFigures' },
              instances: COUNT,
              requests: COUNT,
              errors: COUNT,
              meanMs: { type: 'number' },
              http: HTTP,
            },
          },
        },
      },
    },
    gateway: {
      type: 'object',
      required: ['version', 'startedAt', 'memoryBytes', 'process', 'feedConnections', 'http'],
      properties: {
        version: TEXT,
        startedAt: INSTANT,
        memoryBytes: COUNT,
        process: COUNT,
        feedConnections: COUNT,
        http: HTTP,
      },
    },
  },
};
