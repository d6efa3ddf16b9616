import type { Operation, ServiceContract } from '#libs/contract-kit';
import type { GatewayRuntime } from '../gateway-runtime.js';

/** Whether one part of the city can work. */
export interface PartReadiness {
  readonly ready: boolean;
  readonly detail?: string;
}

export interface CityReadiness {
  readonly ready: boolean;
  readonly services: Readonly<Record<string, PartReadiness>>;
  readonly seeds?: PartReadiness;
}

/** Asks every service how it is. The answer is used again for a moment, so that probes cost little. */
export class Readiness {
  private last: { answer: Promise<CityReadiness>; at: number } | undefined;

  constructor(private readonly runtime: GatewayRuntime) {}

  async check(): Promise<CityReadiness> {
    if (this.runtime.draining)
      return { ready: false, services: { gateway: { ready: false, detail: 'draining' } } };
    const now = performance.now();
    if (!this.last || now - this.last.at > this.runtime.limits.readyCacheMs) {
      this.last = { answer: this.ask(), at: now };
    }
    return this.last.answer;
  }

  private async ask(): Promise<CityReadiness> {
    const { contracts } = this.runtime;
    const [services, seeds] = await Promise.all([
      Promise.all(contracts.map(async (contract) => [contract.name, await this.service(contract)] as const)),
      this.seeds(),
    ]);
    const parts = [...services.map(([, part]) => part), ...(seeds ? [seeds] : [])];
    return {
      ready: parts.every((part) => part.ready),
      services: Object.fromEntries(services),
      ...(seeds && { seeds }),
    };
  }

  private async service({ operations }: ServiceContract): Promise<PartReadiness> {
    const health = await this.call<{
      status?: string;
      checks?: { name: string; ok: boolean; detail?: string }[];
    }>(operations.getHealth);
    if (typeof health === 'string') return { ready: false, detail: health };
    if (health.status === 'ready') return { ready: true };
    const failing = (health.checks ?? []).filter((check) => !check.ok);
    const why = failing.map((check) => `${check.name}${check.detail ? `: ${check.detail}` : ''}`).join('; ');
    return { ready: false, detail: why || health.status || 'unknown' };
  }

  /** The city is of use only with its seeds; only identity knows. */
  private async seeds(): Promise<PartReadiness | undefined> {
    const getCity = this.runtime.contracts.find(({ name }) => name === 'identity')?.operations.getCity;
    if (!getCity) return undefined;
    const city = await this.call<{ seeded?: boolean }>(getCity);
    if (typeof city === 'string') return { ready: false, detail: city };
    return city.seeded ? { ready: true } : { ready: false, detail: 'seeds are not loaded' };
  }

  /** The reply, or why there is none. */
  private async call<Rep>(operation: Operation | undefined): Promise<Rep | string> {
    if (!operation) return 'the contract declares no such operation';
    try {
      const { body } = await this.runtime.client.call(
        operation,
        {},
        { timeoutMs: this.runtime.limits.readyMs },
      );
      return body as Rep;
    } catch (error) {
      return error instanceof Error ? error.message : 'does not answer';
    }
  }
}
