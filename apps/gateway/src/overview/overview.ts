import { type Health, Problem, type ServiceContract, type ServiceFigures } from '#libs/contract-kit';
import type { LiveFeed } from '../feed/live-feed.js';
import type { GatewayRuntime } from '../gateway-runtime.js';
import type { Metrics, RouteFigures } from '../metrics/metrics.js';
import { collectServiceStats, type OperationFigures } from '../metrics/service-stats.js';
import { platformVersion } from '../version.js';
import type { CityOverview, GatewayFigures, ServiceDetail, ServiceOverview } from './city-overview.js';

/** Who asks for the overview; with an operator's token the services' own figures are asked for. */
export interface Asker {
  readonly operator: boolean;
  readonly token: string;
}

/** Asks every service how it is and puts the answers beside what the gateway has counted itself. */
export class Overview {
  private readonly startedAt = new Date();

  constructor(
    private readonly runtime: GatewayRuntime,
    private readonly metrics: Metrics,
    private readonly feed: LiveFeed,
  ) {}

  async look(asker: Asker): Promise<CityOverview> {
    const { contracts, now } = this.runtime;
    const [stats, http] = asker.operator
      ? await Promise.all([this.stats(), this.metrics.routeFigures()])
      : [[], new Map<string, RouteFigures>()];
    const services = await Promise.all(
      contracts.map((contract) => this.service(contract, asker, stats, http)),
    );
    return {
      at: now().toISOString(),
      ready: services.every(({ status }) => status === 'ready'),
      services,
      ...(asker.operator && { gateway: this.gateway(http) }),
    };
  }

  private async service(
    contract: ServiceContract,
    asker: Asker,
    stats: readonly OperationFigures[],
    http: ReadonlyMap<string, RouteFigures>,
  ): Promise<ServiceOverview> {
    const [health, figures] = await Promise.all([
      this.ask<Health>(contract, 'getHealth', asker.token),
      asker.operator ? this.ask<ServiceFigures>(contract, 'getFigures', asker.token) : undefined,
    ]);
    const { name, title } = contract;
    const status = typeof health === 'string' ? 'silent' : health.status;
    if (!asker.operator) return { name, title, status };
    const known = typeof health === 'string' ? undefined : health;
    const detail: ServiceDetail = {
      ...(known && { contractVersion: known.contractVersion, startedAt: known.startedAt }),
      checks: known?.checks ?? [],
      ...(typeof figures === 'string' ? { missing: figures } : { figures }),
      ...summed(stats.filter(({ service }) => service === name)),
      http: http.get(name) ?? NOTHING,
    };
    return { name, title, status, detail };
  }

  private gateway(http: ReadonlyMap<string, RouteFigures>): GatewayFigures {
    return {
      version: platformVersion(),
      startedAt: this.startedAt.toISOString(),
      memoryBytes: process.memoryUsage.rss(),
      process: process.pid,
      feedConnections: this.feed.connections,
      http: http.get('') ?? NOTHING,
    };
  }

  /** The reply, or the code of the problem why there is none. */
  private async ask<Rep>(contract: ServiceContract, name: string, token: string): Promise<Rep | string> {
    const operation = contract.operations[name];
    if (!operation) return 'not-found';
    try {
      const options = { token, timeoutMs: this.runtime.limits.readyMs };
      return (await this.runtime.client.call(operation, {}, options)).body as Rep;
    } catch (error) {
      return error instanceof Problem ? error.problem.code : 'internal-error';
    }
  }

  private async stats(): Promise<OperationFigures[]> {
    try {
      return await collectServiceStats(this.runtime.connection, this.runtime.limits.statsMs);
    } catch (error) {
      this.runtime.logger.debug({ err: error }, 'the services did not report their figures');
      return [];
    }
  }
}

const NOTHING: RouteFigures = { requests: 0, refused: 0, failed: 0 };

function summed(figures: readonly OperationFigures[]) {
  const sum = (field: 'requests' | 'errors' | 'seconds') =>
    figures.reduce((total, figure) => total + figure[field], 0);
  const requests = sum('requests');
  return {
    instances: new Set(figures.map(({ instance }) => instance)).size,
    requests,
    errors: sum('errors'),
    ...(requests > 0 && { meanMs: (sum('seconds') * 1000) / requests }),
  };
}
