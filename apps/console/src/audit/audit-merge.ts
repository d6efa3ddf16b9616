import type { AuditPage, AuditRecord } from '#libs/contract-kit';

/** A line of the audit with the service that keeps it. */
export interface AuditRow extends AuditRecord {
  readonly service: string;
}

interface Source {
  readonly service: string;
  readonly waiting: AuditRow[];
  cursor: string | undefined;
  ended: boolean;
}

export type LoadAudit = (service: string, cursor: string | undefined) => Promise<AuditPage>;

/**
 * Merges the audits of several services, newest first. Each is read page by page and only as far as needed; one
 * that fails is named and left out, since the others are still worth reading.
 */
export class AuditMerge {
  private readonly sources: readonly Source[];
  /** What failed, by service. */
  readonly failures = new Map<string, unknown>();

  constructor(
    services: readonly string[],
    private readonly load: LoadAudit,
  ) {
    this.sources = services.map((service) => ({ service, waiting: [], cursor: undefined, ended: false }));
  }

  /** Whether there may be more. */
  get more(): boolean {
    return this.sources.some(({ waiting, ended }) => waiting.length > 0 || !ended);
  }

  /** The next lines; fewer only when there are no more. */
  async take(count: number): Promise<AuditRow[]> {
    const taken: AuditRow[] = [];
    while (taken.length < count) {
      await Promise.all(this.sources.map((source) => this.fill(source)));
      const [newest] = this.sources
        .filter(({ waiting }) => waiting.length > 0)
        .sort((left, right) => (right.waiting[0]?.at ?? '').localeCompare(left.waiting[0]?.at ?? ''));
      const row = newest?.waiting.shift();
      if (!row) break;
      taken.push(row);
    }
    return taken;
  }

  /** Only when each source has a line waiting, the newest of all is known. */
  private async fill(source: Source): Promise<void> {
    while (source.waiting.length === 0 && !source.ended) {
      try {
        const { items, next } = await this.load(source.service, source.cursor);
        source.waiting.push(...items.map((item) => ({ ...item, service: source.service })));
        source.cursor = next;
        source.ended = next === undefined;
      } catch (error) {
        this.failures.set(source.service, error);
        source.ended = true;
      }
    }
  }
}
