/* The reply of `GET /platform/gateway/overview`; its schema is in OpenAPI as `gateway_overview`. */

export interface HealthCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly detail?: string;
}

export interface RouteFigures {
  readonly requests: number;
  readonly refused: number;
  readonly failed: number;
  readonly p50?: number;
  readonly p95?: number;
}

export interface ServiceDetail {
  readonly contractVersion?: number;
  readonly startedAt?: string;
  readonly checks: readonly HealthCheck[];
  readonly missing?: string;
  readonly figures?: {
    readonly memoryBytes: number;
    readonly runtime: string;
    readonly process: number;
    readonly pendingObjects: number;
    readonly pendingSince?: string;
    readonly keptEvents: number;
    readonly deadLetters: number;
  };
  readonly instances: number;
  readonly requests: number;
  readonly errors: number;
  readonly meanMs?: number;
  readonly http: RouteFigures;
}

export interface ServiceOverview {
  readonly name: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly status: 'ready' | 'notReady' | 'draining' | 'silent';
  readonly detail?: ServiceDetail;
}

export interface CityOverview {
  readonly at: string;
  readonly ready: boolean;
  readonly services: readonly ServiceOverview[];
  readonly gateway?: {
    readonly version: string;
    readonly startedAt: string;
    readonly memoryBytes: number;
    readonly process: number;
    readonly feedConnections: number;
    readonly http: RouteFigures;
  };
}
